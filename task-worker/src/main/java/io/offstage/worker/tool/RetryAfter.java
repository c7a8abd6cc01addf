package io.offstage.worker.tool;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): seconds, or an HTTP date. */
final class RetryAfter {

  private static final Duration LONGEST = Duration.ofDays(365);

  private RetryAfter() {}

  /** How long to wait, a year at most; empty where the header is missing or makes no sense. */
  static Optional<Duration> of(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .flatMap(value -> read(value.strip(), Instant.now()));
  }

  static Optional<Duration> read(String value, Instant now) {
    Duration after;
    if (value.matches("[0-9]{1,9}")) {
      after = Duration.ofSeconds(Long.parseLong(value));
    } else {
      try {
        Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        after = then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    return Optional.of(after.compareTo(LONGEST) > 0 ? LONGEST : after);
  }
}
