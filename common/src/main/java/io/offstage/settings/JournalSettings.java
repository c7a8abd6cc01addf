package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;
import static io.offstage.settings.ValueType.integer;

import java.time.Duration;

/**
 * How the journal groups its commits.
 *
 * @param transactionTimeout after which the broker aborts an open transaction; default 10 s
 * @param maxBatch most entries in one transaction; default 10,000
 * @param linger the producers' {@code linger.ms}; default 5 ms, which costs nothing: a commit
 *     flushes anyway
 */
public record JournalSettings(Duration transactionTimeout, int maxBatch, Duration linger) {

  static JournalSettings read(Reading in) {
    return new JournalSettings(
        in.value(
            "journal.transaction-timeout",
            duration(Duration.ofSeconds(1), Duration.ofMinutes(15)),
            Duration.ofSeconds(10),
            "After which the broker aborts a transaction that was left open"),
        in.value(
            "journal.max-batch", integer(1, 1_000_000), 10_000, "Most entries in one transaction"),
        in.value(
            "journal.linger",
            duration(Duration.ZERO, Duration.ofMillis(500)),
            Duration.ofMillis(5),
            "How long the journal's producers wait to fill a request"));
  }
}
