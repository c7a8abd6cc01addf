package io.offstage.topic;

import static io.offstage.topic.TopicFinding.Weight.FATAL;
import static io.offstage.topic.TopicFinding.Weight.NOTE;
import static io.offstage.topic.TopicFinding.Weight.WARNING;

import io.offstage.topic.TopicFinding.Weight;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** What another value of a config than the planned one means. */
record TopicConfigRule(Weight weight, String why) {

  /**
   * The rule for this difference; none where it is harmless, or judged elsewhere.
   *
   * @param is not the same as {@code should}
   */
  static Optional<TopicConfigRule> of(TopicKind kind, String config, String is, String should) {
    return Optional.ofNullable(
        switch (config) {
          case TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG ->
              new TopicConfigRule(
                  kind.holdsTasks() ? FATAL : WARNING,
                  "a writer with a slow clock would lose its records to retention");
          case TopicConfig.RETENTION_MS_CONFIG -> retention(kind, is, should);
          case TopicConfig.RETENTION_BYTES_CONFIG ->
              new TopicConfigRule(
                  kind.holdsTasks() ? FATAL : WARNING,
                  "what is live would be deleted because of its size alone");
          case TopicConfig.MAX_MESSAGE_BYTES_CONFIG ->
              isLower(is, should)
                  ? new TopicConfigRule(
                      FATAL, "a record of permitted size would be refused, and its batch with it")
                  : null;
          case TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG ->
              isLower(is, should)
                  ? new TopicConfigRule(
                      WARNING, "a stream that resumes late would miss events that were compacted")
                  : null;
          case TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG ->
              isLower(is, should)
                  ? new TopicConfigRule(
                      WARNING, "a record that stands on too few brokers may be lost with them")
                  : new TopicConfigRule(WARNING, "writes would stop as soon as a broker is down");
          case TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG ->
              new TopicConfigRule(
                  WARNING, "a replica that lags could become leader and drop what was written");
          case TopicConfig.SEGMENT_MS_CONFIG,
              TopicConfig.SEGMENT_BYTES_CONFIG,
              TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG ->
              new TopicConfigRule(NOTE, "deletion and compaction come at other times than planned");
          default -> null;
        });
  }

  private static @Nullable TopicConfigRule retention(TopicKind kind, String is, String should) {
    if (!isLower(is, should) || is.equals("-1")) {
      return new TopicConfigRule(NOTE, "records stay longer than the settings say");
    }
    return new TopicConfigRule(
        kind.holdsTasks() ? FATAL : WARNING,
        kind.holdsTasks()
            ? "live tasks are written again in time for the planned retention, not for this one"
            : "records go sooner than the settings say");
  }

  /** Whether {@code a} is a lower number; not where either is no number. */
  static boolean isLower(String a, String b) {
    try {
      return new BigDecimal(a).compareTo(new BigDecimal(b)) < 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
