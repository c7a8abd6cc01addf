package io.offstage.task;

import java.time.Duration;
import java.util.List;

/** How an attempt ended, as a value; whatever the code threw has become one of these. */
public sealed interface Outcome {

  record Succeeded(RawJson result) implements Outcome {}

  /** The tool asks for input and gives back its slot. */
  record Suspended(RawJson payload) implements Outcome {}

  /**
   * The tool failed and may be tried again while retries are left.
   *
   * @param backoff how long to wait before that
   */
  record RetryableFailure(TaskError error, Duration backoff) implements Outcome {}

  /**
   * The tool asks to be run again, gives back its slot, and has not failed.
   *
   * @param after how long to wait before that; not negative
   */
  record RunAgain(Duration after) implements Outcome {
    public RunAgain {
      if (after.isNegative()) {
        throw new IllegalArgumentException("cannot run again " + after + " from now");
      }
    }
  }

  /** The tool failed and trying again is pointless. */
  record TerminalFailure(TaskError error) implements Outcome {}

  /**
   * A run goes on when its children end.
   *
   * @param waiting what wakes it
   * @param children tasks to start with the same event
   * @param handled ids of children whose ends it has dealt with
   */
  record Waits(TaskState.Waiting waiting, List<TaskStart> children, List<String> handled)
      implements Outcome {
    public Waits {
      children = List.copyOf(children);
      handled = List.copyOf(handled);
    }
  }

  /**
   * The attempt was interrupted (timeout, cancel, drain, lost partition) and has nothing to say.
   */
  record Cancelled() implements Outcome {}
}
