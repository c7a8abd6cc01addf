package io.offstage.task;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A task's state as the outside sees it; see {@link TaskState} for the states themselves. */
public enum TaskStatus {
  PENDING("pending"),
  RUNNING("running"),
  SUSPENDED("suspended"),
  COMPLETED("completed"),
  FAILED("failed"),
  CANCELLED("cancelled"),
  TIMED_OUT("timed_out");

  private static final Map<String, TaskStatus> BY_WIRE_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(TaskStatus::wireName, s -> s));

  private final String wireName;

  TaskStatus(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** Whether no event may follow. */
  public boolean isTerminal() {
    return switch (this) {
      case COMPLETED, FAILED, CANCELLED, TIMED_OUT -> true;
      case PENDING, RUNNING, SUSPENDED -> false;
    };
  }

  public static Optional<TaskStatus> ofWireName(String name) {
    return Optional.ofNullable(BY_WIRE_NAME.get(name));
  }
}
