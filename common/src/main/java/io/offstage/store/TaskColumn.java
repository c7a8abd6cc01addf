package io.offstage.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code task} and how a row fills it.
 *
 * @param element the SQL type of the array that carries the column's values
 * @param expression the value of the column, of the array's element
 */
record TaskColumn(
    String name, String element, String expression, Function<TaskRow, @Nullable Object> value) {

  static final List<TaskColumn> KEY =
      List.of(
          text("pool", r -> r.key().pool()),
          number("partition", "int4", r -> r.key().partition()),
          text("id", r -> r.key().id()));

  static final List<TaskColumn> DATA =
      List.of(
          number("version", "int8", TaskRow::version),
          number("position", "int8", TaskRow::position),
          number("start_partition", "int4", r -> r.start().partition()),
          number("start_offset", "int8", r -> r.start().offset()),
          text("status", TaskRow::status),
          text("agent_id", r -> IndexedText.of(r.facets().agentId())),
          text("run_id", r -> IndexedText.ofNullable(r.facets().runId())),
          text("thread_id", r -> IndexedText.ofNullable(r.facets().threadId())),
          text("resource_id", r -> IndexedText.ofNullable(r.facets().resourceId())),
          text("tool_name", r -> IndexedText.of(r.facets().toolName())),
          text("tool_call_id", r -> IndexedText.ofNullable(r.facets().toolCallId())),
          text("concurrency_key", r -> IndexedText.ofNullable(r.facets().concurrencyKey())),
          text("parent_id", r -> IndexedText.ofNullable(r.facets().parentId())),
          time("created_at", r -> r.times().createdAt()),
          time("started_at", r -> r.times().startedAt()),
          time("suspended_at", r -> r.times().suspendedAt()),
          time("completed_at", r -> r.times().completedAt()),
          text("document", TaskRow::document));

  private static TaskColumn text(String name, Function<TaskRow, @Nullable Object> value) {
    return new TaskColumn(name, "text", name, value);
  }

  private static TaskColumn number(
      String name, String type, Function<TaskRow, @Nullable Object> value) {
    return new TaskColumn(name, type, name, value);
  }

  /** Milliseconds travel as numbers: cheaper than text on both sides, and exact. */
  private static TaskColumn time(String name, Function<TaskRow, @Nullable Instant> value) {
    return new TaskColumn(
        name,
        "int8",
        "timestamptz 'epoch' + " + name + " * interval '1 millisecond'",
        row -> {
          Instant instant = value.apply(row);
          return instant == null ? null : instant.toEpochMilli();
        });
  }
}
