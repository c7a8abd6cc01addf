package io.offstage.worker.schedule.simulation;

import io.offstage.topic.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** What is appended again is the latest that there is of a task, and it lives. */
final class CopiesRepeatTheLatest extends Invariant {

  @Override
  void copied(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    if (!event.equals(before) || !event.task().isLive()) {
      throw broken("%s: %s is appended again behind %s".formatted(task, event, before));
    }
  }
}
