package io.offstage.task;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types of lifecycle records. */
public enum EventType {
  PENDING("background-task-pending"),
  RUNNING("background-task-running"),
  RETRYING("background-task-retrying"),
  SUSPENDED("background-task-suspended"),
  RESUMED("background-task-resumed"),
  COMPLETED("background-task-completed"),
  FAILED("background-task-failed"),
  CANCELLED("background-task-cancelled");

  private static final Map<String, EventType> BY_WIRE_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::wireName, t -> t));

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static Optional<EventType> ofWireName(String name) {
    return Optional.ofNullable(BY_WIRE_NAME.get(name));
  }
}
