package io.offstage.worker.schedule.simulation;

import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.KeyLimits;
import io.offstage.worker.schedule.Write;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * G3: in lifecycle order, no task of a key starts while as many run as the limit allows that its
 * owner had been told when it decided so.
 */
final class LimitsHold extends Invariant {

  private record Start(TaskName task, long version) {}

  private final KeyLimits standing;
  private final Map<String, Set<TaskName>> running = new HashMap<>();
  private final Map<Start, Integer> told = new HashMap<>();

  LimitsHold(KeyLimits standing) {
    this.standing = standing;
  }

  @Override
  void decided(VirtualWorker worker, Entry entry) {
    for (Write write : entry.writes()) {
      if (write instanceof Write.Snapshot(LifecycleEvent event, int _)
          && event.task().state() instanceof TaskState.Running) {
        Task task = event.task();
        String key = task.start().placement().concurrencyKey();
        told.put(
            new Start(new TaskName(entry.partition(), task.id()), task.version()),
            SetLimits.max(worker.limits(), key, standing.limitOf(key)));
      }
    }
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    String key = event.task().start().placement().concurrencyKey();
    Set<TaskName> runs = running.computeIfAbsent(key, k -> new HashSet<>());
    Integer limit = told.remove(new Start(task, event.task().version()));
    if (!(event.task().state() instanceof TaskState.Running)) {
      runs.remove(task);
    } else if (runs.add(task) && limit != null && runs.size() > limit) {
      throw broken("key %s: %s at once, limit %d".formatted(key, runs, limit));
    }
  }
}
