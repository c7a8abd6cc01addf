package io.offstage.gateway.materialize;

import io.offstage.store.ApplyOutcome;
import io.offstage.store.TaskBatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a partition in Postgres up to an offset, with a consumer of its own: what Streams has
 * committed already it does not hand out again. Any thread.
 */
final class Replay {

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> clientProperties;
  private final PatientTable table;
  private final int batchRecords;

  /**
   * A replay for one app.
   *
   * @param clientProperties how to reach Kafka
   * @param batchRecords most records of one Postgres transaction
   */
  Replay(Map<String, Object> clientProperties, PatientTable table, int batchRecords) {
    this.clientProperties = clientProperties;
    this.table = table;
    this.batchRecords = batchRecords;
  }

  /**
   * Reads and applies from where the source stands. When it returns, the source has reached {@code
   * to}, or is stopped, and nothing of it is left in its batch.
   *
   * @throws TimeoutException if Kafka gives nothing for a minute
   */
  void upTo(long to, Source source) {
    TopicPartition partition = source.partition();
    source.seen(to);
    LOG.atInfo()
        .addKeyValue("topic", partition.topic())
        .addKeyValue("partition", partition.partition())
        .log("Postgres is behind: reading offsets {} to {} again", source.applied(), to);
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, Math.max(source.applied(), begin(consumer, partition)));
      long progress = System.nanoTime();
      while (source.reached() < to && !source.stopped()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
          if (record.offset() < to) {
            source.add(record);
          }
        }
        source.advance(Math.min(to, consumer.position(partition)));
        if (source.hasProgress()) {
          write(source);
          progress = System.nanoTime();
        } else if (System.nanoTime() - progress > PATIENCE.toNanos() || table.isClosing()) {
          throw new TimeoutException(
              "Nothing came of %s from offset %d on".formatted(partition, source.reached()));
        }
      }
    }
  }

  private static long begin(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    Long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    return begin == null ? 0 : begin;
  }

  private void write(Source source) {
    switch (table.apply(new TaskBatch(List.of(source.slice())), PatientTable.PATIENCE)) {
      case ApplyOutcome.Applied done ->
          source.applied(done.offsets().getOrDefault(source.partition(), source.reached()));
      case ApplyOutcome.Behind behind ->
          throw new IllegalStateException(
              "The read model was emptied while it was filled: " + behind.offsets());
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(clientProperties);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("max.poll.records", batchRecords);
    // Closing waits for the fetch that found nothing more.
    config.put("fetch.max.wait.ms", 50);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
