package io.offstage.task;

/**
 * How a task is treated when things take long or go wrong.
 *
 * @param timeLimits how long things may take
 * @param retry the tool's own failures
 * @param workerLoss its workers' failures
 */
public record Policy(TimeLimits timeLimits, Retry retry, WorkerLoss workerLoss) {

  public static final Policy DEFAULT =
      new Policy(TimeLimits.DEFAULT, Retry.NONE, WorkerLoss.DEFAULT);
}
