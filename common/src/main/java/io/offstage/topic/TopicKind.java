package io.offstage.topic;

/** What a topic holds, and whether losing a record of it would lose a task. */
public enum TopicKind {
  COMMANDS(true),
  LIFECYCLE(true),
  OUTPUT(false),
  DEAD_LETTER(false),
  LIMITS(false);

  private final boolean holdsTasks;

  TopicKind(boolean holdsTasks) {
    this.holdsTasks = holdsTasks;
  }

  /** Whether there is one of all pools. */
  boolean isShared() {
    return this == DEAD_LETTER || this == LIMITS;
  }

  boolean holdsTasks() {
    return holdsTasks;
  }
}
