package io.offstage.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The dates of a snapshot; stored with milliseconds, like the snapshot itself. Those before 1970 or
 * after 9999 become the first or the last millisecond between.
 */
public record TaskTimes(
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant suspendedAt,
    @Nullable Instant completedAt) {

  public TaskTimes {
    createdAt = StorableInstant.of(createdAt);
    startedAt = StorableInstant.ofNullable(startedAt);
    suspendedAt = StorableInstant.ofNullable(suspendedAt);
    completedAt = StorableInstant.ofNullable(completedAt);
  }
}
