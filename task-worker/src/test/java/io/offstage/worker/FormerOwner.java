package io.offstage.worker;

import io.offstage.task.Decision;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskRules;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * What a worker that is no more leaves behind, step by step: it joins the group, opens a
 * transaction, leaves, and perhaps the transaction is decided at last.
 */
final class FormerOwner implements AutoCloseable {

  private static final int LONG_TRANSACTION_MILLIS = 600_000;

  private final TestPool pool;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  private FormerOwner(TestPool pool, String clientId, String transactionalId) {
    this.pool = pool;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                pool.bootstrapServers(),
                "group.id",
                pool.topics.group(),
                "group.protocol",
                "consumer",
                "client.id",
                clientId,
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", pool.bootstrapServers(),
                "transactional.id", transactionalId,
                "transaction.timeout.ms", LONG_TRANSACTION_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Named as workers are, so that others know its transactions for what they are. */
  static FormerOwner of(TestPool pool) {
    String process = UUID.randomUUID().toString();
    return new FormerOwner(pool, "offstage-" + process, pool.topics.group() + "-" + process + "-0");
  }

  /** Named so that nobody dares to fence it: only waiting helps. */
  static FormerOwner unfenceable(TestPool pool, String transactionalId) {
    return new FormerOwner(pool, "offstage-of-old", transactionalId);
  }

  /** Is given all partitions, and begins a transaction. */
  void join() {
    consumer.subscribe(List.of(pool.topics.commands()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100));
              return consumer.assignment().size() == pool.partitions;
            });
    producer.initTransactions();
    producer.beginTransaction();
  }

  void write(String topic, int partition, byte[] key, byte[] value) {
    Future<?> _ = producer.send(new ProducerRecord<>(topic, partition, key, value));
    producer.flush();
  }

  /** Writes the end of a task: it was cancelled. */
  void cancel(LifecycleEvent before, int partition) {
    Instant now = Instant.now();
    Task task = before.task();
    Decision.Accepted accepted =
        (Decision.Accepted) TaskRules.decide(task, new TaskCommand.Cancel("late"), now);
    TaskEvent event = accepted.events().getFirst();
    LifecycleEvent end = new LifecycleEvent(event.type(), task.evolve(event, now), now, null);
    write(
        pool.topics.lifecycle(),
        partition,
        task.id().getBytes(StandardCharsets.UTF_8),
        LifecycleCodec.encode(end));
  }

  void sendOffset(int partition, long offset) {
    ConsumerGroupMetadata member = consumer.groupMetadata();
    producer.sendOffsetsToTransaction(
        Map.of(
            new TopicPartition(pool.topics.commands(), partition),
            new OffsetAndMetadata(offset, "offstage/1 floor=0")),
        member);
  }

  void leave() {
    consumer.close();
  }

  void commit() {
    producer.commitTransaction();
  }

  @Override
  public void close() {
    consumer.close();
    producer.close(Duration.ZERO);
  }
}
