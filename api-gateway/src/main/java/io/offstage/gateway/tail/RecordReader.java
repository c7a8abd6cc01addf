package io.offstage.gateway.tail;

import io.offstage.store.StoredTask;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleHeaders;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolTopics;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Makes events of records and rows, by keys and headers alone. */
public final class RecordReader {

  /** What a topic of a pool is for. */
  enum Kind {
    LIFECYCLE,
    OUTPUT
  }

  private record Use(String pool, Kind kind) {}

  private final String prefix;
  private final Map<String, Use> topics = new HashMap<>();

  public RecordReader(String prefix, Collection<String> pools) {
    this.prefix = prefix;
    for (String pool : pools) {
      PoolTopics names = new PoolTopics(prefix, pool);
      topics.put(names.lifecycle(), new Use(pool, Kind.LIFECYCLE));
      topics.put(names.output(), new Use(pool, Kind.OUTPUT));
    }
  }

  boolean isLifecycle(TopicPartition partition) {
    return use(partition.topic()).kind == Kind.LIFECYCLE;
  }

  String poolOf(TopicPartition partition) {
    return use(partition.topic()).pool;
  }

  private Use use(String topic) {
    return Objects.requireNonNull(topics.get(topic), topic);
  }

  /**
   * The record as an event; empty for a tombstone, for what no worker wrote, and for a snapshot
   * that was appended again: what it repeats has been seen.
   */
  Optional<TailEvent> read(ConsumerRecord<byte[], byte[]> record, Reading reading, int step) {
    byte[] key = record.key();
    byte[] value = record.value();
    if (key == null || value == null) {
      return Optional.empty();
    }
    Use use = use(record.topic());
    TailEvent.Source source =
        new TailEvent.Source(
            use.pool,
            new TopicPartition(record.topic(), record.partition()),
            record.offset(),
            reading,
            step);
    String taskId = new String(key, StandardCharsets.UTF_8);
    if (use.kind == Kind.OUTPUT) {
      return Optional.of(new OutputEntry(source, taskId, value));
    }
    Headers headers = record.headers();
    String status = text(headers, LifecycleHeaders.STATUS);
    String version = text(headers, LifecycleHeaders.VERSION);
    String agent = text(headers, LifecycleHeaders.AGENT);
    String run = text(headers, LifecycleHeaders.RUN);
    if (status == null
        || version == null
        || agent == null
        || run == null
        || headers.lastHeader(LifecycleHeaders.COPIED_FROM) != null) {
      return Optional.empty();
    }
    TaskScope scope =
        new TaskScope(
            taskId,
            agent,
            run,
            text(headers, LifecycleHeaders.THREAD),
            text(headers, LifecycleHeaders.RESOURCE),
            text(headers, LifecycleHeaders.PARENT));
    try {
      return Optional.of(
          new LifecycleRecord(source, scope, status, Long.parseLong(version), value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * A row of the read model as the snapshot it was made of.
   *
   * @param type the event type that led to it, as far as a row can tell
   * @throws MalformedRecord if the document is not a task's
   */
  public LifecycleRecord read(StoredTask row, String type) throws MalformedRecord {
    byte[] document = row.document().getBytes(StandardCharsets.UTF_8);
    JsonFields fields = JsonFields.of(document);
    JsonFields parent = fields.object("parent");
    TaskScope scope =
        new TaskScope(
            row.key().id(),
            fields.requiredString("agentId"),
            fields.requiredString("runId"),
            fields.string("threadId"),
            fields.string("resourceId"),
            parent == null ? null : parent.string("taskId"));
    TopicPartition partition =
        new TopicPartition(
            new PoolTopics(prefix, row.key().pool()).lifecycle(), row.key().partition());
    String value =
        "{\"type\":\"%s\",\"version\":%d,\"at\":\"1970-01-01T00:00:00.000Z\",\"task\":%s}"
            .formatted(type, row.version(), row.document());
    return new LifecycleRecord(
        new TailEvent.Source(
            row.key().pool(),
            partition,
            row.position(),
            Reading.outside(partition, row.position() + 1),
            0),
        scope,
        row.status(),
        row.version(),
        value.getBytes(StandardCharsets.UTF_8));
  }
}
