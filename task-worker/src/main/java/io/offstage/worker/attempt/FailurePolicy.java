package io.offstage.worker.attempt;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.Retry;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.worker.tool.NonRetryableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What becomes of what a tool throws: an error that people can read, whether it may be tried again,
 * and after how long. The rules are resilience4j's; the waiting is the engine's.
 */
public final class FailurePolicy {

  /** {@link NonRetryableException} alone ends a task at once. */
  public static final FailurePolicy DEFAULT = new FailurePolicy(_ -> false);

  private static final int LARGEST_STACK_BYTES = 8 * 1024;

  /** resilience4j wants less than 1. */
  private static final double MOST_JITTER = 0.999;

  private final Predicate<Throwable> hopeless;

  /**
   * @param hopeless whether trying again is pointless after this, besides {@link
   *     NonRetryableException}
   */
  public FailurePolicy(Predicate<Throwable> hopeless) {
    this.hopeless = hopeless;
  }

  /** What an attempt at this task ends with that threw this. */
  public Outcome outcomeOf(Throwable thrown, Task task) {
    Retry retry = task.start().policy().retry();
    RetryConfig config = config(retry);
    return config.getExceptionPredicate().test(thrown)
        ? new Outcome.RetryableFailure(
            error(ErrorCode.TOOL_ERROR, thrown),
            backoff(config, retry, task.attempts().retryCount() + 1))
        : new Outcome.TerminalFailure(error(ErrorCode.NON_RETRYABLE, thrown));
  }

  private RetryConfig config(Retry retry) {
    return RetryConfig.custom()
        .maxAttempts(retry.maxRetries() + 1)
        .intervalFunction(
            IntervalFunction.ofExponentialRandomBackoff(
                atLeastOne(retry.delay()),
                Math.max(1, retry.multiplier()),
                Math.clamp(retry.jitter(), 0, MOST_JITTER),
                atLeastOne(retry.maxDelay())))
        .retryOnException(
            thrown -> !(thrown instanceof NonRetryableException) && !hopeless.test(thrown))
        .build();
  }

  /** Between {@code retry.delay()} and {@code retry.maxDelay()}, give or take the jitter. */
  private static Duration backoff(RetryConfig config, Retry retry, int nextRetry) {
    if (retry.delay().isZero()) {
      return Duration.ZERO;
    }
    long millis = config.getIntervalBiFunction().apply(nextRetry, null);
    return Duration.ofMillis(Math.min(millis, retry.maxDelay().toMillis()));
  }

  private static Duration atLeastOne(Duration duration) {
    return duration.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : duration;
  }

  private static TaskError error(ErrorCode code, Throwable thrown) {
    String message = thrown.getMessage();
    return new TaskError(
        message == null || message.isBlank() ? thrown.getClass().getName() : message,
        code,
        stack(thrown));
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return Text.cut(text.toString(), LARGEST_STACK_BYTES);
  }
}
