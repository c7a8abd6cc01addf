package io.offstage.topic;

import java.util.Map;
import java.util.Optional;

/**
 * What a cluster has, of the topics that were asked about.
 *
 * @param brokers all that are registered, also those that are down at the moment
 * @param topics those that exist, by name
 */
record ClusterTopics(int brokers, Map<String, Found> topics) {

  /**
   * A topic as it is.
   *
   * @param replication the least of its partitions
   * @param configs defaults of the broker included
   */
  record Found(int partitions, int replication, Map<String, String> configs) {
    Found {
      configs = Map.copyOf(configs);
    }

    String config(String name) {
      return configs.getOrDefault(name, "");
    }
  }

  ClusterTopics {
    topics = Map.copyOf(topics);
  }

  Optional<Found> find(String topic) {
    return Optional.ofNullable(topics.get(topic));
  }
}
