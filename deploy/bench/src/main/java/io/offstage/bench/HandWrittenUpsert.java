package io.offstage.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling of {@code materialize}: arrays unnested into the task table, the version compared,
 * one commit for each batch, on one connection. No offsets, no second table; reading the topic and
 * parsing take no time.
 */
final class HandWrittenUpsert {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration POLL = Duration.ofMillis(100);

  private static final String SQL =
      """
      INSERT INTO tasks.task AS held (pool, partition, id, version, position, start_partition,
        start_offset, status, agent_id, run_id, thread_id, resource_id, tool_name, tool_call_id,
        concurrency_key, created_at, started_at, completed_at, document)
      SELECT 'tools', * FROM unnest(?::int4[], ?::text[], ?::int8[], ?::int8[], ?::int4[],
        ?::int8[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::text[])
      ON CONFLICT (id, pool, partition) DO UPDATE SET version = excluded.version,
        position = excluded.position, status = excluded.status,
        started_at = excluded.started_at, completed_at = excluded.completed_at,
        document = excluded.document
      WHERE held.version < excluded.version
      """;

  /** The type of each array, and how a row fills it. */
  private static final List<Column> COLUMNS =
      List.of(
          new Column("int4", Row::partition),
          new Column("text", row -> row.text("id")),
          new Column("int8", row -> row.task.path("version").asLong()),
          new Column("int8", Row::offset),
          new Column("int4", row -> row.task.path("start").path("partition").asInt()),
          new Column("int8", row -> row.task.path("start").path("offset").asLong()),
          new Column("text", row -> row.text("status")),
          new Column("text", row -> row.text("agentId")),
          new Column("text", row -> row.text("runId")),
          new Column("text", row -> row.text("threadId")),
          new Column("text", row -> row.text("resourceId")),
          new Column("text", row -> row.text("toolName")),
          new Column("text", row -> row.text("toolCallId")),
          new Column("text", row -> row.text("concurrencyKey")),
          new Column("text", row -> row.text("createdAt")),
          new Column("text", row -> row.text("startedAt")),
          new Column("text", row -> row.text("completedAt")),
          new Column("text", row -> row.task.toString()));

  private HandWrittenUpsert() {}

  private record Column(String type, Function<Row, @Nullable Object> value) {}

  private record Row(int partition, long offset, JsonNode task) {

    @Nullable String text(String field) {
      return task.path(field).textValue();
    }
  }

  /** Events a second of all events of the log. */
  static double perSecond(Bench bench, Settings settings, LifecycleLog log) {
    List<TopicPartition> partitions =
        IntStream.range(0, Bench.PARTITIONS)
            .mapToObj(p -> new TopicPartition(log.topic(), p))
            .toList();
    int batch = settings.materializer().batchRecords();
    try (Connection postgres =
            DriverManager.getConnection(
                settings.postgres().url(), settings.postgres().user(), null);
        PreparedStatement upsert = postgres.prepareStatement(SQL);
        KafkaConsumer<byte[], byte[]> consumer =
            bench.consumer(Map.of("max.poll.records", batch))) {
      postgres.setAutoCommit(false);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long nanos = 0;
      Map<String, Row> rows = new LinkedHashMap<>();
      int events = 0;
      for (long done = 0; done < log.events(); ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          Row row = row(record);
          rows.put(row.task.path("id").asText(), row);
          events++;
        }
        if (events >= batch || done + events == log.events()) {
          nanos += write(postgres, upsert, List.copyOf(rows.values()));
          done += events;
          events = 0;
          rows.clear();
        }
      }
      return log.events() * 1e9 / nanos;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nanoseconds it took. */
  private static long write(Connection postgres, PreparedStatement upsert, List<Row> rows)
      throws SQLException {
    long begin = System.nanoTime();
    for (int i = 0; i < COLUMNS.size(); i++) {
      Column column = COLUMNS.get(i);
      upsert.setArray(
          i + 1, postgres.createArrayOf(column.type, rows.stream().map(column.value).toArray()));
    }
    upsert.executeUpdate();
    postgres.commit();
    return System.nanoTime() - begin;
  }

  private static Row row(ConsumerRecord<byte[], byte[]> record) {
    try {
      JsonNode task = JSON.readTree(record.value()).path("task");
      return new Row(record.partition(), record.offset(), task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
