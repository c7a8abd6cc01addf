package io.offstage.worker.schedule.simulation;

import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.Permit;
import io.offstage.worker.schedule.Write;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * G3: in lifecycle order, no more tasks run that need a named limit than it allows, and no more
 * permits of it are granted. Where an operator lowers a limit, what it allowed at first.
 */
final class NamedLimitsHold extends Invariant {

  private final Flavor flavor;
  private final Map<String, Set<TaskName>> running = new HashMap<>();
  private final Map<String, Set<String>> granted = new HashMap<>();

  NamedLimitsHold(Flavor flavor) {
    this.flavor = flavor;
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    for (String limit : Flavor.limitsOf(event.task())) {
      Set<TaskName> runs = running.computeIfAbsent(limit, k -> new HashSet<>());
      if (!(event.task().state() instanceof TaskState.Running)) {
        runs.remove(task);
      } else if (runs.add(task) && runs.size() > flavor.mostOf(limit)) {
        throw broken("%s: %s at once, limit %d".formatted(limit, runs, flavor.mostOf(limit)));
      }
    }
  }

  @Override
  void permitted(Write.PermitState state) {
    Permit permit = state.permit();
    if (permit == null) {
      granted.values().forEach(ids -> ids.remove(state.id()));
    } else if (permit.granted()) {
      Set<String> ids = granted.computeIfAbsent(permit.limit(), k -> new HashSet<>());
      if (ids.add(permit.id()) && ids.size() > flavor.mostOf(permit.limit())) {
        throw broken("%s has granted %s".formatted(permit.limit(), ids));
      }
    }
  }
}
