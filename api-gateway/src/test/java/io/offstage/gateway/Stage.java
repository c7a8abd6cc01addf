package io.offstage.gateway;

import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.TaskBatch;
import io.offstage.store.TaskChange;
import io.offstage.store.TaskFacets;
import io.offstage.store.TaskKey;
import io.offstage.store.TaskRow;
import io.offstage.store.TaskTimes;
import io.offstage.store.TaskWriter;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TaskJson;
import io.offstage.topic.TopicAdmin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Topics and a database of their own for one test class, and what stands in for the rest of the
 * platform: records are written as workers write them, rows as the materializer writes them.
 */
public final class Stage implements AutoCloseable {

  private final DevInfra infra;
  private final List<String> flags;
  private final Settings settings;
  private final Database database;
  private final KafkaProducer<byte[], byte[]> producer;

  public Stage(String... moreFlags) {
    this(DevInfra.shared(), moreFlags);
  }

  public Stage(DevInfra infra, String... moreFlags) {
    this.infra = infra;
    String url = infra.freshDatabase();
    this.flags =
        Stream.concat(
                Stream.of(
                    "kafka.bootstrap.servers=" + infra.bootstrapServers(),
                    "postgres.url=" + url.replaceAll("\\?.*", ""),
                    "postgres.user=postgres",
                    "topics.prefix=t" + UUID.randomUUID().toString().substring(0, 8) + ".",
                    "topics.partitions=3",
                    "topics.replication-factor=1",
                    "topics.min-insync-replicas=1",
                    "gateway.port=0"),
                Stream.of(moreFlags))
            .toList();
    this.settings = settings();
    this.database = Database.open(settings.postgres());
    database.migrate(Duration.ofSeconds(30));
    try (Admin admin = Admin.create(settings.kafka().clientProperties())) {
      new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
    }
    Map<String, Object> config = new HashMap<>(settings.kafka().clientProperties());
    config.put("acks", "all");
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public DevInfra infra() {
    return infra;
  }

  public Database database() {
    return database;
  }

  /** The settings of this stage, with some keys changed. */
  public Settings settings(String... more) {
    return Settings.of(Stream.concat(flags.stream(), Stream.of(more)).toArray(String[]::new));
  }

  /** A gateway that has caught up. */
  public Gateway gateway(String... more) {
    Gateway gateway = Gateway.start(settings(more));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(gateway::isReady);
    return gateway;
  }

  /** What has been asked of a pool's workers. */
  public CommandLog commands(String pool) {
    return new CommandLog(
        settings.kafka().clientProperties(),
        new PoolTopics(settings.topics().prefix(), pool).commands(),
        pool);
  }

  /** Writes an event as a worker does; returns its offset. */
  public long append(LifecycleEvent event, int partition) {
    PoolTopics topics = topics(event.task());
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.lifecycle(),
            partition,
            event.task().id().getBytes(StandardCharsets.UTF_8),
            LifecycleCodec.encode(event));
    LifecycleCodec.headers(event)
        .forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    return send(record).offset();
  }

  /** Writes output as a worker does. */
  public long append(OutputCodec.Content content, Task task, int partition) {
    byte[] value =
        switch (content) {
          case OutputCodec.Content.Chunks chunks -> OutputCodec.encode(chunks.output());
          case OutputCodec.Content.Refusal refusal -> OutputCodec.encode(refusal.refused());
        };
    return send(new ProducerRecord<>(
            topics(task).output(), partition, task.id().getBytes(StandardCharsets.UTF_8), value))
        .offset();
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public PoolTopics topics(Task task) {
    return new PoolTopics(settings.topics().prefix(), task.start().placement().pool());
  }

  /** Writes a snapshot's row and the offset it is true at, as the materializer does. */
  public void materialize(Task task, int partition, long offset) {
    TaskWriter writer = database.taskWriter();
    List<TaskChange> changes = new ArrayList<>();
    changes.add(new TaskChange.Snapshot(row(task, partition, offset)));
    writer.apply(
        new TaskBatch(
            List.of(
                new TaskBatch.Slice(
                    new TopicPartition(topics(task).lifecycle(), partition),
                    0,
                    offset + 1,
                    changes))));
  }

  private static TaskRow row(Task task, int partition, long offset) {
    var start = task.start();
    var parent = start.lineage().parent();
    return new TaskRow(
        new TaskKey(start.placement().pool(), partition, task.id()),
        task.version(),
        offset,
        task.startedFrom(),
        task.status().wireName(),
        new TaskFacets(
            start.origin().agentId(),
            start.origin().runId(),
            start.origin().scope().threadId(),
            start.origin().scope().resourceId(),
            start.call().toolName(),
            start.call().toolCallId(),
            start.placement().concurrencyKey(),
            parent == null ? null : parent.taskId()),
        new TaskTimes(
            start.createdAt(),
            task.times().startedAt(),
            task.times().suspendedAt(),
            task.times().completedAt()),
        TaskJson.of(task).text());
  }

  @Override
  public void close() {
    producer.close();
    database.close();
  }
}
