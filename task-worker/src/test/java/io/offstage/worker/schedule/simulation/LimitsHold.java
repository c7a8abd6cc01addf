package io.offstage.worker.schedule.simulation;

import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.schedule.KeyLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** G3: in lifecycle order, no more tasks of a key run than its limit allows. */
final class LimitsHold extends Invariant {

  private final KeyLimits limits;
  private final Map<String, Set<TaskName>> running = new HashMap<>();

  LimitsHold(KeyLimits limits) {
    this.limits = limits;
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    String key = event.task().start().placement().concurrencyKey();
    Set<TaskName> runs = running.computeIfAbsent(key, k -> new HashSet<>());
    if (!(event.task().state() instanceof TaskState.Running)) {
      runs.remove(task);
    } else if (runs.add(task) && runs.size() > limits.limitOf(key)) {
      throw broken("key %s: %s at once, limit %d".formatted(key, runs, limits.limitOf(key)));
    }
  }
}
