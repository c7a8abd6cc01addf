package io.offstage.worker.schedule.simulation;

import io.offstage.topic.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** G4: a task's version rises by one with each event, and its attempts by one with each start. */
final class OneWriter extends Invariant {

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    long last = before == null ? 0 : before.task().version();
    if (event.task().version() != last + 1) {
      throw broken("%s: version %d after %d".formatted(task, event.task().version(), last));
    }
    int tried = before == null ? 0 : before.task().attempts().attempt();
    int tries = event.task().attempts().attempt();
    if (tries != tried && tries != tried + 1) {
      throw broken("%s: attempt %d after %d".formatted(task, tries, tried));
    }
  }
}
