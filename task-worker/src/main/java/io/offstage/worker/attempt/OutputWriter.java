package io.offstage.worker.attempt;

import io.offstage.settings.InputLimits;
import io.offstage.task.Task;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes chunks to a pool's output topic: one idempotent producer and one thread for coalescing,
 * for all attempts of a worker. Safe for any thread.
 */
public final class OutputWriter implements AutoCloseable {

  /** How long a record is tried, and how long an attempt waits for its last one. */
  static final Duration FLUSH = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(OutputWriter.class);
  private static final Duration MOST_BLOCKED = Duration.ofSeconds(10);
  private static final Duration CLOSE = Duration.ofSeconds(10);
  private static final int LARGEST_REQUEST_BYTES = 4 << 20;

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final int partitions;
  private final ChunkLimits limits;

  /** After {@link #close} nothing is sent any more, and nobody minds. */
  private final ScheduledThreadPoolExecutor coalescing =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("output-coalescing").factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  private OutputWriter(
      Producer<String, byte[]> producer, String topic, int partitions, ChunkLimits limits) {
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
    this.limits = limits;
  }

  /**
   * Connects, and learns how many partitions the topic has.
   *
   * @param client what every Kafka client is given: servers, security
   * @param rules of the pool whose output this is
   * @throws KafkaException if the topic cannot be reached within 10 s
   */
  public static OutputWriter open(
      Map<String, Object> client, PoolTopics topics, PoolRules rules, InputLimits limits) {
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            properties(client, topics.output()), new StringSerializer(), new ByteArraySerializer());
    try {
      return new OutputWriter(
          producer,
          topics.output(),
          producer.partitionsFor(topics.output()).size(),
          new ChunkLimits(limits, rules.servesRuns()));
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static Map<String, Object> properties(Map<String, Object> client, String topic) {
    Map<String, Object> all = new HashMap<>(client);
    all.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, topic);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST_BYTES);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_BLOCKED.toMillis());
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) FLUSH.toMillis() / 3);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) FLUSH.toMillis());
    return all;
  }

  /** The output of an attempt at this task; its chunks are numbered on from the task's mark. */
  TaskOutput begin(Task task) {
    return new TaskOutput(this, task, limits.begin());
  }

  int partitionOf(Task task) {
    return KeyPartitioner.partitionOf(task.start().placement().concurrencyKey(), partitions);
  }

  /** Sends one record; the handle learns what became of it. Blocks while the producer is full. */
  void send(OutputRecord output, int partition, InFlight.Sent handle) {
    try {
      Future<?> _ =
          producer.send(
              new ProducerRecord<>(topic, partition, output.taskId(), OutputCodec.encode(output)),
              (metadata, failure) -> {
                if (failure == null) {
                  handle.acknowledged(metadata.offset());
                } else {
                  failed(output, handle, failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      failed(output, handle, e);
    }
  }

  private static void failed(OutputRecord output, InFlight.Sent handle, Exception failure) {
    LOG.atWarn()
        .addKeyValue("task", output.taskId())
        .addKeyValue("attempt", output.attempt())
        .addKeyValue("seq", output.seq())
        .addKeyValue("error", failure.toString())
        .log("output is lost");
    handle.failed();
  }

  void soon(Runnable sending) {
    coalescing.execute(sending);
  }

  void later(Runnable sending, Duration delay) {
    Future<?> _ = coalescing.schedule(sending, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Sends what has been handed over and closes the producer; within some 20 s. */
  @Override
  public void close() {
    coalescing.shutdown();
    try {
      if (!coalescing.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        coalescing.shutdownNow();
      }
    } catch (InterruptedException _) {
      coalescing.shutdownNow();
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE);
  }
}
