package io.offstage.gateway.tail;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads bounded stretches of the log for one request, beside the tail. One thread; every call ends
 * within thirty seconds of the last record, with a {@link org.apache.kafka.common.KafkaException}
 * where Kafka does not answer.
 */
public final class LogReader implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final RecordReader reader;

  private LogReader(Consumer<byte[], byte[]> consumer, RecordReader reader) {
    this.consumer = consumer;
    this.reader = reader;
  }

  public static LogReader open(TailOptions options) {
    return new LogReader(
        options.consumerOfThePast(), new RecordReader(options.prefix(), options.pools()));
  }

  /** A record of a stretch, with the time at which the broker got it. */
  public record Past(TailEvent event, long timestamp) {}

  /** What is done with each record of a stretch. */
  @FunctionalInterface
  public interface Each {
    void accept(Past past);
  }

  /** The first offset that each partition still holds. */
  public Map<TopicPartition, Long> beginnings(List<TopicPartition> partitions) {
    return consumer.beginningOffsets(partitions);
  }

  /** Where a partition ends by now, as far as it is committed. */
  public long end(TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /** The first offset of a record that the broker got at this time or later, if there is one. */
  public Optional<Long> offsetAt(TopicPartition partition, Instant time) {
    OffsetAndTimestamp found =
        consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
    return Optional.ofNullable(found).map(OffsetAndTimestamp::offset);
  }

  /** For several partitions; the end of each where nothing came since. */
  public Map<TopicPartition, Long> offsetsAt(List<TopicPartition> partitions, Instant time) {
    Map<TopicPartition, Long> query = new HashMap<>();
    partitions.forEach(p -> query.put(p, time.toEpochMilli()));
    Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
    consumer
        .offsetsForTimes(query)
        .forEach(
            (partition, found) -> {
              if (found != null) {
                offsets.put(partition, found.offset());
              }
            });
    return offsets;
  }

  /**
   * Reads from {@code from} (or where the log begins, if that is later) up to {@code to}.
   *
   * @param each gets every record that has a key, a value and, in a lifecycle topic, headers
   */
  public void read(TopicPartition partition, long from, long to, Each each) {
    long begin = Math.max(from, beginnings(List.of(partition)).getOrDefault(partition, 0L));
    if (begin >= to) {
      return;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, begin);
    Instant giveUp = Instant.now().plus(PATIENCE);
    long at = begin;
    while (at < to) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        if (record.offset() < to) {
          reader
              .read(record, Reading.outside(partition, record.offset() + 1), 0)
              .ifPresent(event -> each.accept(new Past(event, record.timestamp())));
        }
      }
      long reached = consumer.position(partition);
      if (reached > at) {
        giveUp = Instant.now().plus(PATIENCE);
      } else if (Instant.now().isAfter(giveUp)) {
        throw new TimeoutException("Nothing came from " + partition + " at offset " + at);
      }
      at = reached;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
