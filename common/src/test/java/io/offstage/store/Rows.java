package io.offstage.store;

import io.offstage.task.Position;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Task rows for tests: {@link #of} is a plain one, the withers change what a test is about. */
final class Rows {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
  static final TaskFacets FACETS =
      new TaskFacets("agent", "run", "thread", "user", "tool", "call", "agent/user", null);

  private Rows() {}

  static TopicPartition lifecycle(int partition) {
    return new TopicPartition("background-task-lifecycle.tools", partition);
  }

  static TopicPartition commands(int partition) {
    return new TopicPartition("background-tasks.tools", partition);
  }

  /**
   * A task of partition 0 whose event stands at this position; it is created so many ms past noon.
   */
  static TaskRow of(String id, long version, long position) {
    return new TaskRow(
        new TaskKey("tools", 0, id),
        version,
        position,
        new Position(0, 1),
        "running",
        FACETS,
        new TaskTimes(NOON.plusMillis(position), null, null, null),
        "{\"id\": \"%s\", \"n\": 12345678901234567890.10, \"version\": %d}".formatted(id, version));
  }

  static TaskRow at(TaskRow row, int partition) {
    TaskKey key = new TaskKey(row.key().pool(), partition, row.key().id());
    return with(row, key, row.start(), row.status(), row.facets(), row.times());
  }

  static TaskRow start(TaskRow row, Position start) {
    return with(row, row.key(), start, row.status(), row.facets(), row.times());
  }

  static TaskRow status(TaskRow row, String status) {
    return with(row, row.key(), row.start(), status, row.facets(), row.times());
  }

  static TaskRow facets(TaskRow row, TaskFacets facets) {
    return with(row, row.key(), row.start(), row.status(), facets, row.times());
  }

  static TaskRow times(
      TaskRow row,
      Instant created,
      @Nullable Instant started,
      @Nullable Instant suspended,
      @Nullable Instant completed) {
    TaskTimes times = new TaskTimes(created, started, suspended, completed);
    return with(row, row.key(), row.start(), row.status(), row.facets(), times);
  }

  private static TaskRow with(
      TaskRow row, TaskKey key, Position start, String status, TaskFacets facets, TaskTimes times) {
    return new TaskRow(
        key, row.version(), row.position(), start, status, facets, times, row.document());
  }

  static TaskBatch.Slice slice(TopicPartition source, long from, long to, TaskChange... changes) {
    return new TaskBatch.Slice(source, from, to, List.of(changes));
  }

  static TaskBatch batch(TaskBatch.Slice... slices) {
    return new TaskBatch(List.of(slices));
  }

  static TaskChange snapshot(TaskRow row) {
    return new TaskChange.Snapshot(row);
  }

  static TaskChange started(TaskRow row) {
    return new TaskChange.Started(row);
  }
}
