package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;

import java.time.Duration;

/**
 * How long ended tasks stay in the read model. The topics have their own retention.
 *
 * @param completed completed tasks; default 14 days
 * @param failed failed, timed-out and cancelled tasks; default 14 days
 */
public record RetentionSettings(Duration completed, Duration failed) {

  static RetentionSettings read(Reading in) {
    var type = duration(Duration.ofMinutes(1), Duration.ofDays(36_500));
    return new RetentionSettings(
        in.value(
            "retention.completed",
            type,
            Duration.ofDays(14),
            "How long completed tasks stay in the read model"),
        in.value(
            "retention.failed",
            type,
            Duration.ofDays(14),
            "How long failed, timed-out and cancelled tasks stay in the read model"));
  }
}
