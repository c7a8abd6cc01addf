package io.offstage.gateway.http;

import io.offstage.settings.Settings;
import io.offstage.task.Position;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.telemetry.CommandSpans;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRecords;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LimitCodec;
import io.offstage.topic.LimitSetting;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TraceHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's way to the workers: records in the pools' command topics, acknowledged by all
 * in-sync replicas. Any thread; every call ends within ten seconds.
 */
public final class Commands implements AutoCloseable {

  private static final int BLOCK_MS = 5_000;
  private static final String SOURCE = "/offstage/gateway";

  private final String prefix;
  private final Iterable<String> pools;
  private final Producer<byte[], byte[]> producer;
  private final Admin admin;
  private final CommandSpans spans = new CommandSpans(Traces.global());

  public Commands(Settings settings) {
    this.prefix = settings.topics().prefix();
    this.pools = settings.pools().keySet();
    this.producer = CommandRecords.producer(settings);
    Map<String, Object> adminConfig = new HashMap<>(settings.kafka().clientProperties());
    adminConfig.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MS);
    adminConfig.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BLOCK_MS);
    this.admin = Admin.create(adminConfig);
  }

  /** How many partitions the pool's topics have. */
  int partitions(String pool) {
    try {
      return producer.partitionsFor(new PoolTopics(prefix, pool).commands()).size();
    } catch (KafkaException e) {
      throw unavailable();
    }
  }

  /**
   * Appends a command; the future ends with its position when the broker has it.
   *
   * @param key the concurrency key of the task it addresses
   * @param trace of the request, if it had one
   */
  CompletableFuture<Position> append(
      String pool, int partition, String key, Command command, @Nullable TraceContext trace) {
    String topic = new PoolTopics(prefix, pool).commands();
    ProducerRecord<byte[], byte[]> record =
        CommandRecords.record(topic, partition, key, command, SOURCE);
    Traced publish = spans.publish(topic, partition, command, trace);
    TraceHeaders.write(record.headers(), publish.trace());
    return send(record)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                publish.failed(failure.getClass().getName());
              }
              publish.close();
            });
  }

  /** Appends a command about a task that is started there. */
  CompletableFuture<Position> toKeyOf(
      TaskStart task, Command command, @Nullable TraceContext trace) {
    String pool = task.placement().pool();
    String key = task.placement().concurrencyKey();
    int partition = KeyPartitioner.partitionOf(key, partitions(pool));
    return append(pool, partition, key, command, trace);
  }

  /**
   * Sets a limit, or unsets it.
   *
   * @param setting empty: back to the settings
   */
  CompletableFuture<Position> set(LimitCodec.Key key, Optional<LimitSetting> setting) {
    return send(
        new ProducerRecord<>(
            PoolTopics.limits(prefix),
            LimitCodec.encode(key),
            setting.map(LimitCodec::encode).orElse(null)));
  }

  private CompletableFuture<Position> send(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Position> appended = new CompletableFuture<>();
    Future<RecordMetadata> _ =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                appended.complete(new Position(metadata.partition(), metadata.offset()));
              } else {
                appended.completeExceptionally(failure);
              }
            });
    return appended;
  }

  /** Waits for an append. */
  static Position await(CompletableFuture<Position> append) throws InterruptedException {
    try {
      return append.get();
    } catch (ExecutionException e) {
      throw unavailable();
    }
  }

  /** The ends of all command topics. */
  Map<TopicPartition, Long> ends() throws InterruptedException {
    Map<TopicPartition, OffsetSpec> query = new HashMap<>();
    for (String pool : pools) {
      for (int p = 0; p < partitions(pool); p++) {
        query.put(
            new TopicPartition(new PoolTopics(prefix, pool).commands(), p), OffsetSpec.latest());
      }
    }
    try {
      Map<TopicPartition, Long> ends = new HashMap<>();
      for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
          admin.listOffsets(query).all().get().entrySet()) {
        ends.put(end.getKey(), end.getValue().offset());
      }
      return ends;
    } catch (ExecutionException e) {
      throw unavailable();
    }
  }

  /** Whether a broker answers now. */
  boolean answers() throws InterruptedException {
    try {
      return Objects.nonNull(admin.describeCluster().clusterId().get());
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static Problem unavailable() {
    return Problem.unavailable("Kafka does not answer");
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }
}
