package io.offstage.gateway.materialize;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Questions about where logs begin and end, and how far groups are. Any thread. */
record LogOffsets(Admin admin) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The first offset that each log still holds. */
  Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
    return list(partitions, OffsetSpec.earliest());
  }

  /** The high watermarks: open transactions lie below. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return list(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> list(Collection<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get("offsets of " + partitions, admin.listOffsets(asked).all())
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /**
   * What a group has committed, transactions that may still go either way excluded; a partition of
   * which nothing stable is known is absent.
   */
  Map<TopicPartition, Long> committed(String group, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> found =
        get(
            "offsets of group " + group,
            admin
                .listConsumerGroupOffsets(
                    Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                    new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(group));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    // Null where the group has committed nothing.
    found.forEach(
        (partition, offset) ->
            Optional.ofNullable(offset).ifPresent(known -> offsets.put(partition, known.offset())));
    return offsets;
  }

  private static <T> T get(String what, KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka does not tell " + what, e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("Kafka does not tell " + what + " in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while asking for " + what, e);
    }
  }
}
