package io.offstage.worker.schedule.simulation;

import io.offstage.task.ErrorCode;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a task says in the end was said by its last attempt, never by one that was given up. */
final class OnlyTheCurrentAttemptSpeaks extends Invariant {

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    String current = Integer.toString(event.task().attempts().attempt());
    String speaker =
        switch (event.task().state()) {
          case TaskState.Completed completed -> completed.result().text();
          case TaskState.Suspended suspended -> suspended.payload().text();
          case TaskState.Failed failed -> speaker(failed.error(), current);
          default -> current;
        };
    if (!speaker.equals(current)) {
      throw broken("%s: attempt %s spoke for attempt %s".formatted(task, speaker, current));
    }
  }

  private static String speaker(TaskError error, String nobody) {
    return error.code() == ErrorCode.TOOL_ERROR
        ? Objects.requireNonNullElse(error.stack(), nobody)
        : nobody;
  }
}
