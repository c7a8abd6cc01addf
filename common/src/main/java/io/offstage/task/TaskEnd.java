package io.offstage.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a task has ended, as far as hooks tell ends apart: a timeout is a failure. */
public enum TaskEnd {
  COMPLETED,
  FAILED,
  CANCELLED;

  /**
   * Of a terminal status.
   *
   * @throws IllegalArgumentException for any other
   */
  public static TaskEnd of(TaskStatus status) {
    return switch (status) {
      case COMPLETED -> COMPLETED;
      case FAILED, TIMED_OUT -> FAILED;
      case CANCELLED -> CANCELLED;
      case PENDING, RUNNING, SUSPENDED ->
          throw new IllegalArgumentException("not an end: " + status);
    };
  }

  public static Optional<TaskEnd> ofWireName(String name) {
    return Arrays.stream(values()).filter(end -> end.wireName().equals(name)).findFirst();
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
