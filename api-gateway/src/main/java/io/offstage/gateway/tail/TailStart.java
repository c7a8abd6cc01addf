package io.offstage.gateway.tail;

import io.offstage.topic.PoolTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the tail begins: lifecycle topics where Postgres has applied them up to, within what the
 * log still holds; output topics at their end. A lifecycle partition that Postgres knows nothing of
 * is read from its beginning, or its last {@value #MOST_UNKNOWN} records where it is longer.
 *
 * @param positions the first offset to read of each partition
 * @param ends the end of each partition when this was made
 */
record TailStart(Positions positions, Map<TopicPartition, Long> ends) {

  static final long MOST_UNKNOWN = 200_000;

  /** All partitions there are of the topics; empty while one of the topics is missing. */
  static Optional<List<TopicPartition>> partitions(
      Consumer<byte[], byte[]> log, TailOptions options) {
    List<TopicPartition> all = new ArrayList<>();
    for (String pool : options.pools()) {
      PoolTopics names = new PoolTopics(options.prefix(), pool);
      for (String topic : List.of(names.lifecycle(), names.output())) {
        List<PartitionInfo> partitions = log.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
          return Optional.empty();
        }
        for (int p = 0; p < partitions.size(); p++) {
          all.add(new TopicPartition(topic, p));
        }
      }
    }
    return Optional.of(List.copyOf(all));
  }

  static TailStart at(
      Consumer<byte[], byte[]> log,
      RecordReader reader,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> applied) {
    Map<TopicPartition, Long> ends = log.endOffsets(partitions);
    Map<TopicPartition, Long> beginnings = log.beginningOffsets(partitions);
    long[] next = new long[partitions.size()];
    for (int i = 0; i < next.length; i++) {
      TopicPartition partition = partitions.get(i);
      long end = ends.getOrDefault(partition, 0L);
      long beginning = beginnings.getOrDefault(partition, 0L);
      if (reader.isLifecycle(partition)) {
        long wanted = applied.getOrDefault(partition, end - MOST_UNKNOWN);
        next[i] = Math.clamp(wanted, beginning, Math.max(beginning, end));
      } else {
        next[i] = end;
      }
    }
    return new TailStart(Positions.of(partitions, next), ends);
  }

  boolean isReachedBy(Function<TopicPartition, Long> reached) {
    return ends.entrySet().stream().allMatch(e -> reached.apply(e.getKey()) >= e.getValue());
  }
}
