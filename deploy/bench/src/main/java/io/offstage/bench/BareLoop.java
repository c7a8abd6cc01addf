package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.topic.LifecycleHeaders;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The ceiling of {@code noop}: the least that reads one record and writes two in transactions, 100
 * ms each, with the offsets, and thinks about nothing.
 */
final class BareLoop {

  private static final Duration TRANSACTION = Duration.ofMillis(100);
  private static final Duration POLL = Duration.ofMillis(20);

  private BareLoop() {}

  /** Tasks a second over as many preloaded tasks as the workload has. */
  static double perSecond(Bench bench, Throughput workload) {
    int tasks = workload.tasks();
    Settings settings = bench.fresh();
    Tasks.load(bench, settings, tasks);
    PoolTopics topics = Bench.topics(settings);
    Map<String, Object> producing =
        Map.of("transactional.id", settings.topics().prefix() + "bare", "linger.ms", 5);
    Map<String, Object> consuming =
        Map.of(
            "group.id",
            settings.topics().prefix() + "bare",
            "group.protocol",
            "consumer",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false);
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(producing);
        KafkaConsumer<byte[], byte[]> consumer = bench.consumer(consuming)) {
      producer.initTransactions();
      consumer.subscribe(List.of(topics.commands()));
      int done = 0;
      while (done < tasks) {
        done += transaction(producer, consumer, topics.lifecycle());
      }
    }
    return LogSpan.await(bench, settings, tasks).perSecond();
  }

  private static int transaction(
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> consumer,
      String lifecycle) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    int count = 0;
    long end = System.nanoTime() + TRANSACTION.toNanos();
    producer.beginTransaction();
    while (System.nanoTime() < end) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        send(producer, lifecycle, record, "running");
        send(producer, lifecycle, record, "completed");
        count++;
      }
      offsets.putAll(records.nextOffsets());
    }
    if (!offsets.isEmpty()) {
      producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
    }
    producer.commitTransaction();
    return count;
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      ConsumerRecord<byte[], byte[]> record,
      String status) {
    ProducerRecord<byte[], byte[]> snapshot =
        new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
    snapshot.headers().add(LifecycleHeaders.STATUS, Tasks.utf8(status));
    Future<?> _ = producer.send(snapshot);
  }
}
