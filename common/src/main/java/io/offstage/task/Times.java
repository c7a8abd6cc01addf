package io.offstage.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When things happened to a task.
 *
 * @param startedAt its first attempt's start
 * @param suspendedAt its last suspension
 * @param completedAt its end, however it ended
 */
public record Times(
    @Nullable Instant startedAt, @Nullable Instant suspendedAt, @Nullable Instant completedAt) {

  public static final Times NONE = new Times(null, null, null);

  Times started(Instant at) {
    return startedAt != null ? this : new Times(at, suspendedAt, completedAt);
  }

  Times suspended(Instant at) {
    return new Times(startedAt, at, completedAt);
  }

  Times ended(Instant at) {
    return new Times(startedAt, suspendedAt, at);
  }
}
