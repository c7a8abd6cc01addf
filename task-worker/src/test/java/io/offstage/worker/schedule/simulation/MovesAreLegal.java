package io.offstage.worker.schedule.simulation;

import io.offstage.task.EventType;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** A task moves as the picture of its states says, and not before its time. */
final class MovesAreLegal extends Invariant {

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    TaskState from =
        before == null
            ? new TaskState.Pending(event.task().start().placement().runAt())
            : before.task().state();
    if (!isLegal(from, event.type(), event.task())) {
      throw broken(
          "%s: %s, then %s to %s".formatted(task, from, event.type(), event.task().state()));
    }
    boolean starts =
        event.task().state() instanceof TaskState.Running && !(from instanceof TaskState.Running);
    if (starts && tooEarly(from, event)) {
      throw broken("%s: %s, started at %s".formatted(task, from, event.at()));
    }
  }

  private static boolean isLegal(TaskState from, EventType type, Task task) {
    TaskState to = task.state();
    return switch (type) {
      case PENDING ->
          to instanceof TaskState.Pending
              && (from instanceof TaskState.Running
                  || (from instanceof TaskState.Pending && task.version() == 1));
      case RUNNING ->
          to instanceof TaskState.Running
              || to.getClass() == from.getClass()
              || (to instanceof TaskState.Waiting && from instanceof TaskState.Running);
      case RETRYING -> to instanceof TaskState.Pending && from instanceof TaskState.Running;
      case SUSPENDED -> to instanceof TaskState.Suspended && from instanceof TaskState.Running;
      case RESUMED -> to instanceof TaskState.Pending && from instanceof TaskState.Suspended;
      case COMPLETED -> to instanceof TaskState.Completed && from instanceof TaskState.Running;
      case FAILED ->
          (to instanceof TaskState.Failed || to instanceof TaskState.TimedOut)
              && !(from instanceof TaskState.Ended);
      case CANCELLED -> to instanceof TaskState.Cancelled && !(from instanceof TaskState.Ended);
    };
  }

  private static boolean tooEarly(TaskState from, LifecycleEvent event) {
    return switch (from) {
      case TaskState.Pending pending ->
          pending.notBefore() != null && event.at().isBefore(pending.notBefore());
      case TaskState.Waiting waiting -> !waiting.isOver(event.task().family(), event.at());
      default -> true;
    };
  }
}
