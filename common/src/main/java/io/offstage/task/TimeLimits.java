package io.offstage.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long things may take; an absent limit does not exist.
 *
 * @param perAttempt one attempt, from its start
 * @param total the task's whole life, from its creation
 * @param queue waiting for a slot, from its creation or {@code runAt}
 */
public record TimeLimits(
    @Nullable Duration perAttempt, @Nullable Duration total, @Nullable Duration queue) {

  public static final Duration DEFAULT_PER_ATTEMPT = Duration.ofMinutes(5);
  public static final TimeLimits DEFAULT = new TimeLimits(DEFAULT_PER_ATTEMPT, null, null);
  public static final TimeLimits NONE = new TimeLimits(null, null, null);
}
