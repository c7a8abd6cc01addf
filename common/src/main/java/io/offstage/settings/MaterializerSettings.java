package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;
import static io.offstage.settings.ValueType.integer;
import static io.offstage.settings.ValueType.size;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How the log becomes rows.
 *
 * @param applicationId of the Kafka Streams app; default {@code offstage-materializer}
 * @param threads stream threads in one process; default 2
 * @param batchRecords most records folded into one Postgres transaction; default 5,000
 * @param batchBytes most bytes folded into one Postgres transaction; default 8 MiB
 * @param commitInterval longest time until what was read is visible; default 100 ms
 */
public record MaterializerSettings(
    String applicationId, int threads, int batchRecords, int batchBytes, Duration commitInterval) {

  static MaterializerSettings read(Reading in) {
    return new MaterializerSettings(
        in.value(
            "materializer.application-id",
            ValueType.text(
                "letters, digits, dots and dashes, at most 100",
                Pattern.compile("[A-Za-z0-9.-]{1,100}")),
            "offstage-materializer",
            "Kafka Streams application id"),
        in.value("materializer.threads", integer(1, 100), 2, "Stream threads in one process"),
        in.value(
            "materializer.batch-records",
            integer(1, 1_000_000),
            5_000,
            "Most records in one Postgres transaction"),
        in.value(
                "materializer.batch-size",
                size(64 << 10, 1 << 30),
                8L << 20,
                "Most bytes in one Postgres transaction")
            .intValue(),
        in.value(
            "materializer.commit-interval",
            duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
            Duration.ofMillis(100),
            "Longest time until records read are visible as rows"));
  }
}
