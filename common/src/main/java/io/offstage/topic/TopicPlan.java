package io.offstage.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG;

import io.offstage.settings.PoolSettings;
import io.offstage.settings.Settings;
import io.offstage.settings.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All topics of a deployment as they should be.
 *
 * @param pools the three topics of every pool, by pool
 * @param deadLetter the one of all pools
 * @param limits the one of all pools
 */
public record TopicPlan(
    Map<String, List<TopicSpec>> pools, TopicSpec deadLetter, TopicSpec limits) {

  /** A dead letter is the record as it came, with the reason in headers. */
  private static final int DEAD_LETTER_HEADERS = 64 << 10;

  private static final int MOST_DEAD_LETTER_PARTITIONS = 4;
  private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);

  public TopicPlan {
    pools = new TreeMap<>(pools);
  }

  /** What the settings ask for, whatever the cluster looks like. */
  public static TopicPlan of(Settings settings) {
    TopicSettings topics = settings.topics();
    Map<String, List<TopicSpec>> pools = new HashMap<>();
    settings.pools().forEach((name, pool) -> pools.put(name, pool(topics, name, pool)));
    return new TopicPlan(
        pools,
        new TopicSpec(
            TopicKind.DEAD_LETTER,
            PoolTopics.deadLetter(topics.prefix()),
            Math.min(topics.partitions(), MOST_DEAD_LETTER_PARTITIONS),
            topics.replicationFactor(),
            deleted(
                topics,
                topics.retention().deadLetter(),
                topics.maxMessageBytes() + DEAD_LETTER_HEADERS)),
        new TopicSpec(
            TopicKind.LIMITS,
            PoolTopics.limits(topics.prefix()),
            1,
            topics.replicationFactor(),
            kept(topics)));
  }

  private static List<TopicSpec> pool(TopicSettings topics, String name, PoolSettings pool) {
    PoolTopics names = new PoolTopics(topics.prefix(), name);
    TopicSettings.Retention retention = topics.retention();
    int partitions = pool.partitions();
    int replicas = topics.replicationFactor();
    int largest = topics.maxMessageBytes();
    return List.of(
        new TopicSpec(
            TopicKind.COMMANDS,
            names.commands(),
            partitions,
            replicas,
            deleted(topics, retention.commands(), largest)),
        new TopicSpec(
            TopicKind.LIFECYCLE, names.lifecycle(), partitions, replicas, compacted(topics)),
        new TopicSpec(
            TopicKind.OUTPUT,
            names.output(),
            partitions,
            replicas,
            deleted(topics, retention.output(), largest)));
  }

  private static Map<String, String> deleted(
      TopicSettings topics, Duration retention, int largestRecord) {
    Map<String, String> configs = common(topics, retention, largestRecord);
    configs.put(CLEANUP_POLICY_CONFIG, "delete");
    // The broker deletes whole segments: with its default of seven days, a day's records would
    // stay eight.
    Duration segment = retention.dividedBy(4);
    configs.put(
        SEGMENT_MS_CONFIG,
        millis(segment.compareTo(LONGEST_SEGMENT) < 0 ? segment : LONGEST_SEGMENT));
    return configs;
  }

  /** For ever, the latest of each key. */
  private static Map<String, String> kept(TopicSettings topics) {
    Map<String, String> configs = common(topics, topics.maxMessageBytes());
    configs.put(CLEANUP_POLICY_CONFIG, "compact");
    return configs;
  }

  private static Map<String, String> compacted(TopicSettings topics) {
    TopicSettings.Lifecycle lifecycle = topics.lifecycle();
    Map<String, String> configs =
        common(topics, topics.retention().lifecycle(), topics.maxMessageBytes());
    configs.put(CLEANUP_POLICY_CONFIG, "compact,delete");
    configs.put(MIN_COMPACTION_LAG_MS_CONFIG, millis(lifecycle.compactionLag()));
    configs.put(SEGMENT_MS_CONFIG, millis(lifecycle.segmentTime()));
    configs.put(SEGMENT_BYTES_CONFIG, Integer.toString(lifecycle.segmentBytes()));
    configs.put(MIN_CLEANABLE_DIRTY_RATIO_CONFIG, Double.toString(lifecycle.dirtyRatio()));
    return configs;
  }

  private static Map<String, String> common(
      TopicSettings topics, Duration retention, int largestRecord) {
    Map<String, String> configs = common(topics, largestRecord);
    configs.put(RETENTION_MS_CONFIG, millis(retention));
    configs.put(RETENTION_BYTES_CONFIG, "-1");
    return configs;
  }

  private static Map<String, String> common(TopicSettings topics, int largestRecord) {
    Map<String, String> configs = new HashMap<>();
    configs.put(MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    configs.put(MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largestRecord));
    configs.put(MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(topics.minInsyncReplicas()));
    configs.put(UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    return configs;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  /**
   * The same plan for a cluster of so many brokers: no topic asks for more replicas than there are
   * brokers, nor for as many in sync.
   */
  public TopicPlan fitting(int brokers) {
    Map<String, List<TopicSpec>> fitted = new HashMap<>();
    pools.forEach(
        (name, specs) ->
            fitted.put(name, specs.stream().map(spec -> spec.fitting(brokers)).toList()));
    return new TopicPlan(fitted, deadLetter.fitting(brokers), limits.fitting(brokers));
  }

  /**
   * The plan of one pool and the topics of all.
   *
   * @throws IllegalArgumentException if the settings have no such pool
   */
  public TopicPlan only(String pool) {
    List<TopicSpec> specs = pools.get(pool);
    if (specs == null) {
      throw new IllegalArgumentException(
          "no pool " + pool + " in the settings; there are " + pools.keySet());
    }
    return new TopicPlan(Map.of(pool, specs), deadLetter, limits);
  }

  /** Every topic, those of a pool one after the other. */
  public List<TopicSpec> topics() {
    List<TopicSpec> all = new ArrayList<>();
    pools.values().forEach(all::addAll);
    all.add(deadLetter);
    all.add(limits);
    return List.copyOf(all);
  }
}
