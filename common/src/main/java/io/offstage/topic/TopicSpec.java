package io.offstage.topic;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic as it should be.
 *
 * @param kind what it holds
 * @param name in the cluster, prefix included
 * @param partitions how many
 * @param replication replicas of each; −1 leaves it to the broker
 * @param configs every config that is not left to the broker, in Kafka's names
 */
public record TopicSpec(
    TopicKind kind, String name, int partitions, int replication, Map<String, String> configs) {

  public TopicSpec {
    configs = Map.copyOf(configs);
  }

  /** The same topic on a cluster that has fewer brokers than it asks for replicas. */
  TopicSpec fitting(int brokers) {
    if (replication <= brokers) {
      return this;
    }
    int insync =
        Integer.parseInt(configs.getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
    return new TopicSpec(
        kind,
        name,
        partitions,
        brokers,
        with(
            configs,
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            Integer.toString(Math.clamp(insync, 1, Math.max(1, brokers - 1)))));
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    var changed = new HashMap<>(all);
    changed.put(name, value);
    return changed;
  }
}
