package io.offstage.worker.schedule.simulation;

import io.offstage.task.Family;
import io.offstage.topic.Command;
import io.offstage.topic.LifecycleEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Each end of a child is dealt with once: by its parent, or, where that ended first, by a task that
 * takes it in.
 */
final class EndsAreTakenIn extends Invariant {

  private final List<CommandRecord> told = new ArrayList<>();

  @Override
  void appended(CommandRecord record) {
    if (record.command() instanceof Command.ChildFinished) {
      told.add(record);
    }
  }

  @Override
  void atRest(Cluster cluster) {
    for (CommandRecord record : told) {
      Command.ChildFinished end = (Command.ChildFinished) record.command();
      int partition = record.at().partition();
      String child = end.child().taskId();
      boolean takenIn = cluster.latest().containsKey(new TaskName(partition, injectionOf(child)));
      LifecycleEvent parent = cluster.latest().get(new TaskName(partition, end.taskId()));
      if (parent == null) {
        throw broken("%s has no parent".formatted(child));
      }
      if (takenIn == isHandled(parent.task().family(), child)) {
        throw broken(
            "the end of %s is %s".formatted(child, takenIn ? "dealt with twice" : "forgotten"));
      }
    }
  }

  private static boolean isHandled(Family parent, String child) {
    return !parent.open().containsKey(child)
        && parent.inbox().stream().noneMatch(end -> end.taskId().equals(child));
  }

  private static String injectionOf(String child) {
    return "inject-" + UUID.nameUUIDFromBytes(child.getBytes(StandardCharsets.UTF_8));
  }
}
