package io.offstage.gateway.materialize;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the consumers have read, transaction markers included. Streams hands processors records
 * only; without this a partition that ends with a marker would never count as read to its end.
 */
final class PolledOffsets {

  private record Polled(long lastRecord, long next) {}

  /**
   * Concurrent because all stream threads of the process share it. A partition belongs to one of
   * them at a time, which alone writes and reads its entry.
   */
  private final Map<TopicPartition, Polled> polled = new ConcurrentHashMap<>();

  /** A partition that was assigned anew: what was polled before says nothing. */
  void forget(TopicPartition partition) {
    polled.remove(partition);
  }

  void add(ConsumerRecords<byte[], byte[]> records) {
    records
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              List<ConsumerRecord<byte[], byte[]>> here = records.records(partition);
              polled.merge(
                  partition,
                  new Polled(here.isEmpty() ? -1 : here.getLast().offset(), next.offset()),
                  (before, now) ->
                      new Polled(Math.max(before.lastRecord, now.lastRecord), now.next));
            });
  }

  /** The offset before which nothing can come any more, once all below {@code next} is folded. */
  long after(TopicPartition partition, long next) {
    Polled last = polled.get(partition);
    return last != null && last.lastRecord < next ? Math.max(next, last.next) : next;
  }
}
