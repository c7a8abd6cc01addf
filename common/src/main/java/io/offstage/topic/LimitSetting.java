package io.offstage.topic;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A limit that was set at run time and holds instead of the settings' until it is unset.
 *
 * @param max how many tasks may run at once; at least 1
 * @param maxQueued how many tasks of the key may wait besides; null leaves it to the settings, and
 *     is all there is for a named limit
 * @param updatedAt when it was set
 * @param updatedBy who set it, if that is known
 */
public record LimitSetting(
    int max, @Nullable Integer maxQueued, Instant updatedAt, @Nullable String updatedBy) {

  /** The most that a limit may allow. */
  public static final int MOST = 1_000_000;

  /** The most that may wait. */
  public static final int MOST_QUEUED = 1_000_000_000;

  public LimitSetting {
    if (max < 1 || max > MOST) {
      throw new IllegalArgumentException("max: must be from 1 to " + MOST + ", was " + max);
    }
    if (maxQueued != null && (maxQueued < 0 || maxQueued > MOST_QUEUED)) {
      throw new IllegalArgumentException(
          "maxQueued: must be from 0 to " + MOST_QUEUED + ", was " + maxQueued);
    }
  }
}
