package io.offstage.task;

import java.time.Duration;

/**
 * How often and how patiently a tool's own failures are tried again.
 *
 * @param maxRetries attempts after the first; 0 or more
 * @param delay before the first retry
 * @param multiplier of each following delay; 1 or more
 * @param maxDelay no delay is longer
 * @param jitter 0 to 1: the part of a delay that is random
 */
public record Retry(
    int maxRetries, Duration delay, double multiplier, Duration maxDelay, double jitter) {

  public static final Retry NONE =
      new Retry(0, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.5);

  public Retry withMaxRetries(int retries) {
    return new Retry(retries, delay, multiplier, maxDelay, jitter);
  }
}
