package io.offstage.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Dates from outside may lie where Postgres has none; such a record must not stop the log. */
final class StorableInstant {

  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private StorableInstant() {}

  static @Nullable Instant ofNullable(@Nullable Instant instant) {
    return instant == null ? null : of(instant);
  }

  static Instant of(Instant instant) {
    if (instant.isBefore(FIRST)) {
      return FIRST;
    }
    return instant.isAfter(LAST) ? LAST : instant;
  }
}
