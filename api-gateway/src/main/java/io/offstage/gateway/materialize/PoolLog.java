package io.offstage.gateway.materialize;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics of a pool that are folded.
 *
 * @param commandPartitions how many the command topic has
 * @param lifecyclePartitions how many the lifecycle topic has; the same if all is well
 */
record PoolLog(PoolTopics topics, PoolRules rules, int commandPartitions, int lifecyclePartitions) {

  /** Those of all pools, in the same order in every process: sub-topologies are numbered by it. */
  static List<PoolLog> all(Settings settings, Map<String, Integer> partitions) {
    return new TreeMap<>(settings.pools())
        .entrySet().stream()
            .map(
                pool -> {
                  PoolTopics topics = new PoolTopics(settings.topics().prefix(), pool.getKey());
                  return new PoolLog(
                      topics,
                      new PoolRules(
                          pool.getKey(),
                          pool.getValue().keyTemplate(),
                          pool.getKey().equals(PoolRules.AGENTS)),
                      partitions.getOrDefault(topics.commands(), 0),
                      partitions.getOrDefault(topics.lifecycle(), 0));
                })
            .toList();
  }

  /** The folds of what has this partition number. */
  Map<TopicPartition, RecordFold> folds(int partition) {
    Map<TopicPartition, RecordFold> folds = new LinkedHashMap<>();
    if (partition < commandPartitions) {
      folds.put(
          new TopicPartition(topics.commands(), partition),
          new StartedFold(rules, commandPartitions));
    }
    if (partition < lifecyclePartitions) {
      folds.put(
          new TopicPartition(topics.lifecycle(), partition), new LifecycleFold(topics.pool()));
    }
    return folds;
  }
}
