package io.offstage.worker.attempt;

import io.offstage.task.Outcome;

/** The code behind a tool name: what an attempt runs. Tools and agent runs are handlers. */
@FunctionalInterface
public interface TaskHandler {

  /**
   * Runs one attempt, on a virtual thread of its own. An interrupt asks it to stop.
   *
   * @throws Exception what the code throws becomes a retryable failure, except {@link
   *     InterruptedException}, which always stops
   */
  Outcome run(Attempt attempt) throws Exception;
}
