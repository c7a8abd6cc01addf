package io.offstage.worker.schedule.simulation;

import io.offstage.topic.Command;
import java.util.LinkedHashMap;
import java.util.Map;

/** G1: each start is taken where its key belongs, and ends at last. */
final class NothingIsLost extends Invariant {

  private final Map<CommandRecord, Command.Start> starts = new LinkedHashMap<>();

  @Override
  void appended(CommandRecord record) {
    if (record.command() instanceof Command.Start start) {
      starts.put(record, start);
    }
  }

  @Override
  void atRest(Cluster cluster) {
    starts.forEach(
        (record, start) -> {
          TaskName name = new TaskName(cluster.partitionOf(record.key()), start.taskId());
          if (!cluster.latest().containsKey(name)) {
            throw broken("%s was never taken".formatted(name));
          }
        });
    cluster
        .latest()
        .forEach(
            (name, event) -> {
              if (event.task().isLive()) {
                throw broken("%s never ends: %s".formatted(name, event.task().state()));
              }
            });
  }
}
