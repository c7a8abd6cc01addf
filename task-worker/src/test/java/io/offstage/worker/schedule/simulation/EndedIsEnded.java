package io.offstage.worker.schedule.simulation;

import io.offstage.topic.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** G2: one terminal event for each start, and nothing after it. */
final class EndedIsEnded extends Invariant {

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    if (before != null && !before.task().isLive()) {
      throw broken("%s had ended, then came %s".formatted(task, event.type()));
    }
  }
}
