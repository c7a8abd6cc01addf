package io.offstage.settings;

import static io.offstage.settings.ValueType.duration;
import static io.offstage.settings.ValueType.fraction;
import static io.offstage.settings.ValueType.integer;
import static io.offstage.settings.ValueType.size;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How the topics are named and made.
 *
 * @param prefix before every topic's name, such as {@code staging.}; default empty
 * @param partitions of each topic of a pool that says nothing else; default 24
 * @param replicationFactor default 3; −1: the broker's default
 * @param minInsyncReplicas default 2, or 1 where there is one replica
 * @param maxMessageBytes the largest record any topic takes; default 4 MiB
 * @param retention how long each kind of topic keeps its records
 * @param lifecycle how the lifecycle topic is compacted
 */
public record TopicSettings(
    String prefix,
    int partitions,
    int replicationFactor,
    int minInsyncReplicas,
    int maxMessageBytes,
    Retention retention,
    Lifecycle lifecycle) {

  /**
   * Time after which the broker may delete records.
   *
   * @param commands {@code background-tasks.<pool>}; default 14 days
   * @param lifecycle {@code background-task-lifecycle.<pool>}; default 14 days; live tasks are
   *     appended again well before
   * @param output {@code background-task-output.<pool>}; default 24 hours
   * @param deadLetter {@code background-task-dead-letter}; default 14 days
   */
  public record Retention(
      Duration commands, Duration lifecycle, Duration output, Duration deadLetter) {

    private static Retention read(Reading in) {
      var type = duration(Duration.ofMinutes(1), Duration.ofDays(3650));
      return new Retention(
          in.value(
              "topics.retention.commands",
              type,
              Duration.ofDays(14),
              "How long command topics keep records"),
          in.value(
              "topics.retention.lifecycle",
              type,
              Duration.ofDays(14),
              "How long lifecycle topics keep records of ended tasks"),
          in.value(
              "topics.retention.output",
              type,
              Duration.ofHours(24),
              "How long output topics keep chunks"),
          in.value(
              "topics.retention.dead-letter",
              type,
              Duration.ofDays(14),
              "How long the dead letter topic keeps records"));
    }
  }

  /**
   * Compaction of the lifecycle topics.
   *
   * @param compactionLag a snapshot stays at least so long beside its successors; within it a
   *     stream resumes without a gap; default 24 hours, or the retention if that is shorter
   * @param segmentTime after which a segment is closed, hence compactable; default 6 hours
   * @param segmentBytes size at which a segment is closed; default 256 MiB
   * @param dirtyRatio share of uncompacted log from which the cleaner runs; default 0.3
   */
  public record Lifecycle(
      Duration compactionLag, Duration segmentTime, int segmentBytes, double dirtyRatio) {

    private static Lifecycle read(Reading in, Duration retention) {
      return new Lifecycle(
          in.value(
              "topics.lifecycle.compaction-lag",
              duration(Duration.ZERO, Duration.ofDays(3650)),
              Durations.least(Duration.ofHours(24), retention),
              "How long every lifecycle event stays readable before compaction"),
          in.value(
              "topics.lifecycle.segment-time",
              duration(Duration.ofSeconds(1), Duration.ofDays(365)),
              Duration.ofHours(6),
              "Age at which a lifecycle segment is closed"),
          in.value(
                  "topics.lifecycle.segment-size",
                  size(1 << 20, 1 << 30),
                  256L << 20,
                  "Size at which a lifecycle segment is closed")
              .intValue(),
          in.value(
              "topics.lifecycle.dirty-ratio",
              fraction(),
              0.3,
              "Share of uncompacted log from which the broker compacts"));
    }
  }

  static TopicSettings read(Reading in) {
    String prefix =
        in.value(
            "topics.prefix",
            ValueType.text(
                "letters, digits, dots and dashes, at most 60",
                Pattern.compile("[A-Za-z0-9.-]{0,60}")),
            "",
            "Before every topic's name, such as staging.");
    int partitions =
        in.value("topics.partitions", integer(1, 10_000), 24, "Partitions of each topic of a pool");
    int replicas =
        in.value(
            "topics.replication-factor",
            integer(-1, 100),
            3,
            "Replicas of each partition; -1 is the broker's default");
    int insync =
        in.value(
            "topics.min-insync-replicas",
            integer(1, 100),
            replicas > 0 ? Math.min(2, replicas) : 2,
            "Replicas that must have a record before it counts as written");
    int message =
        in.value(
                "topics.max-message-size",
                size(64 << 10, 1 << 30),
                4L << 20,
                "Largest record that a topic takes")
            .intValue();
    Retention retention = Retention.read(in);
    Lifecycle lifecycle = Lifecycle.read(in, retention.lifecycle());
    in.refuseUnless(
        replicas != 0, "topics.replication-factor", "expected -1 or at least 1, found 0");
    in.refuseUnless(
        replicas <= 0 || insync <= replicas,
        "topics.min-insync-replicas",
        "%d is more than topics.replication-factor, %d".formatted(insync, replicas));
    in.refuseUnless(
        lifecycle.compactionLag().compareTo(retention.lifecycle()) <= 0,
        "topics.lifecycle.compaction-lag",
        "%s is longer than topics.retention.lifecycle, %s"
            .formatted(
                Durations.write(lifecycle.compactionLag()),
                Durations.write(retention.lifecycle())));
    return new TopicSettings(prefix, partitions, replicas, insync, message, retention, lifecycle);
  }
}
