package io.offstage.bench.chaos;

import io.offstage.bench.history.Fact;
import io.offstage.settings.Settings;
import io.offstage.task.Position;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.PoolTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Produces what {@link Orders} asks for, at a rate, and records which started records the broker
 * has acknowledged.
 */
final class Load implements AutoCloseable {

  private static final Duration LONGEST_TRY = Duration.ofMinutes(2);

  /** Something to produce in a while. */
  private record Later(long atNanos, Order order) {}

  private final Settings settings;
  private final Orders orders;
  private final Chance chance;
  private final Consumer<Fact> facts;
  private final KafkaProducer<byte[], byte[]> producer;
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::atNanos));
  // Counted by those who produce and by the producer's own thread, asked by the one that watches.
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();

  /**
   * Nothing produced yet.
   *
   * @param facts called on the producer's thread
   */
  Load(Settings settings, Orders orders, Chance chance, Consumer<Fact> facts) {
    this.settings = settings;
    this.orders = orders;
    this.chance = chance;
    this.facts = facts;
    Map<String, Object> properties = new HashMap<>(settings.kafka().clientProperties());
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("delivery.timeout.ms", (int) LONGEST_TRY.toMillis());
    properties.put("max.block.ms", LONGEST_TRY.toMillis());
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Returns when the time is over and everything has been sent, with or without success. */
  void produce(Duration time, int perSecond) throws InterruptedException {
    long interval = Duration.ofSeconds(1).toNanos() / perSecond;
    long end = System.nanoTime() + time.toNanos();
    for (long due = System.nanoTime(); due < end; due += interval) {
      Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      for (Later next = later.peek(); next != null && next.atNanos <= due; next = later.peek()) {
        send(next.order);
        later.remove();
      }
      long now = due;
      send(
          orders.next(Instant.now(), (in, what) -> later.add(new Later(now + in.toNanos(), what))));
    }
    while (!later.isEmpty()) {
      send(later.remove().order);
    }
    producer.flush();
  }

  /** Any thread. */
  void send(Order order) {
    int partitions = settings.pool(order.pool()).partitions();
    int partition =
        order.anywhere()
            ? chance.below(partitions)
            : KeyPartitioner.partitionOf(order.key(), partitions);
    String topic = new PoolTopics(settings.topics().prefix(), order.pool()).commands();
    inFlight.incrementAndGet();
    Future<?> _ =
        producer.send(
            new ProducerRecord<>(
                topic,
                partition,
                order.key().getBytes(StandardCharsets.UTF_8),
                order.value().get()),
            (metadata, failure) -> answered(order, metadata, failure));
  }

  private void answered(Order order, RecordMetadata metadata, @Nullable Exception failure) {
    String taskId = order.taskId();
    if (failure == null && taskId != null) {
      acknowledged.incrementAndGet();
      facts.accept(
          new Fact.Acknowledged(
              order.pool(), new Position(metadata.partition(), metadata.offset()), taskId));
    }
    inFlight.decrementAndGet();
  }

  /** Whether every record that was sent has been answered. */
  boolean isSettled() {
    return inFlight.get() == 0;
  }

  /** Started records that the broker has acknowledged. */
  int acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
