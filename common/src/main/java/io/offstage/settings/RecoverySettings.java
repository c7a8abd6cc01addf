package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;
import static io.offstage.settings.ValueType.integer;
import static io.offstage.settings.ValueType.size;

import java.time.Duration;

/**
 * How much a new owner of a partition may have to read, and when it loses patience.
 *
 * @param maxScan records between the oldest live snapshot and the log's end, beyond which live
 *     snapshots are appended again; default 100,000
 * @param maxBytes the same in bytes; default 256 MiB
 * @param dedupeWindow ended tasks per partition whose ids are remembered; default 100,000
 * @param fenceAfter how long an orphaned transaction may block before its producer is fenced;
 *     default 500 ms
 * @param acceptLoss go on although retention ate live tasks; default false
 */
public record RecoverySettings(
    int maxScan, long maxBytes, int dedupeWindow, Duration fenceAfter, boolean acceptLoss) {

  static RecoverySettings read(Reading in) {
    return new RecoverySettings(
        in.value(
            "recovery.max-scan",
            integer(100, 100_000_000),
            100_000,
            "Most records that a new owner reads of a partition with few live tasks"),
        in.value(
            "recovery.max-bytes",
            size(1L << 20, 64L << 30),
            256L << 20,
            "Most bytes that a new owner reads of a partition with few live tasks"),
        in.value(
            "recovery.dedupe-window",
            integer(0, 10_000_000),
            100_000,
            "Ended tasks of a partition whose ids still refuse a second start"),
        in.value(
            "recovery.fence-after",
            duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
            Duration.ofMillis(500),
            "How long an orphaned transaction may block recovery before it is fenced"),
        in.value(
            "recovery.accept-loss",
            ValueType.bool(),
            false,
            "Start although retention has deleted live tasks"));
  }
}
