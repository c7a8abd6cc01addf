package io.offstage.task;

import org.jspecify.annotations.Nullable;

/**
 * How often a task has been tried.
 *
 * @param attempt number of the current or last attempt, from 1; 0 before the first. It never
 *     repeats, so a stale attempt is known by its number
 * @param deliveries how often the work has been given to a worker: 1 at first, one more after each
 *     lost worker
 * @param retryCount how often the tool's own failure has been tried again
 * @param lastError the failure that led to the last retry
 */
public record Attempts(int attempt, int deliveries, int retryCount, @Nullable TaskError lastError) {

  public static final Attempts NONE = new Attempts(0, 0, 0, null);

  Attempts started() {
    return new Attempts(attempt + 1, Math.max(1, deliveries), retryCount, lastError);
  }

  Attempts lost() {
    return new Attempts(attempt, deliveries + 1, retryCount, lastError);
  }

  Attempts retried(TaskError error) {
    return new Attempts(attempt, deliveries, retryCount + 1, error);
  }

  /** A step forward was made: the worker that is lost next is the first again. */
  Attempts advanced() {
    return new Attempts(attempt, 1, retryCount, lastError);
  }
}
