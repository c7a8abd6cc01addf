package io.offstage.worker.attempt;

import io.offstage.task.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads single committed records by their position. For one thread. */
final class RecordReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Duration most;

  /**
   * @param most how long one read may take
   */
  RecordReader(Map<String, Object> client, Duration most) {
    Map<String, Object> all = new HashMap<>(client);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) most.toMillis());
    all.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) most.toMillis());
    this.consumer = new KafkaConsumer<>(all, new StringDeserializer(), new ByteArrayDeserializer());
    this.most = most;
  }

  /** The record at this position; empty where there is none (any more), or not in time. */
  Optional<ConsumerRecord<String, byte[]>> read(String topic, Position at)
      throws InterruptedException {
    TopicPartition partition = new TopicPartition(topic, at.partition());
    long deadline = System.nanoTime() + most.toNanos();
    try {
      consumer.assign(List.of(partition));
      consumer.seek(partition, at.offset());
      while (System.nanoTime() < deadline) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          return found.offset() == at.offset() ? Optional.of(found) : Optional.empty();
        }
      }
      return Optional.empty();
    } catch (OffsetOutOfRangeException _) {
      return Optional.empty();
    } catch (InterruptException e) {
      // Its constructor has set the flag again, and close() would throw.
      Thread.interrupted();
      InterruptedException stop = new InterruptedException("interrupted while reading " + topic);
      stop.initCause(e);
      throw stop;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
