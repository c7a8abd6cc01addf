package io.offstage.task;

import java.util.List;

/** The answer to a {@link TaskCommand}. */
public sealed interface Decision {

  /**
   * These events follow, in order; none where the command changes nothing (it came twice, or from a
   * stale attempt).
   */
  record Accepted(List<TaskEvent> events) implements Decision {
    public static final Accepted NOTHING = new Accepted(List.of());

    public Accepted {
      events = List.copyOf(events);
    }
  }

  /**
   * The command breaks a rule.
   *
   * @param reason a sentence for whoever sent it
   */
  record Refused(String reason) implements Decision {}

  static Decision accept(TaskEvent... events) {
    return new Accepted(List.of(events));
  }
}
