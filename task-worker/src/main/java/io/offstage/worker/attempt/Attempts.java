package io.offstage.worker.attempt;

import io.offstage.task.Task;
import io.offstage.topic.FinishedChild;
import java.util.List;

/** Starts attempts. */
public interface Attempts {

  /** Whether this worker has code for a tool. */
  boolean knows(String toolName);

  /**
   * Starts an attempt at a running task and returns at once.
   *
   * @param task the task, running, with the attempt's number
   * @param told what is in memory of the ends in its inbox; the rest is read from the log when the
   *     code asks
   */
  RunningAttempt start(Task task, List<FinishedChild> told, AttemptSink sink);
}
