package io.offstage.gateway.http;

import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.RecordReader;
import io.offstage.store.StoredTask;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import java.util.Map;

/** Rows of the read model as the events they were made of, as far as a row can tell. */
final class Rows {

  private static final Map<String, String> TYPES =
      Map.of(
          "pending", "background-task-pending",
          "running", "background-task-running",
          "suspended", "background-task-suspended",
          "completed", "background-task-completed",
          "failed", "background-task-failed",
          "timed_out", "background-task-failed",
          "cancelled", "background-task-cancelled");

  private final RecordReader reader;

  Rows(RecordReader reader) {
    this.reader = reader;
  }

  /** The row as a record that streams can show. */
  LifecycleRecord event(StoredTask row) {
    try {
      return reader.read(row, TYPES.getOrDefault(row.status(), ""));
    } catch (MalformedRecord e) {
      throw new IllegalStateException("The row of task " + row.key() + " is no snapshot", e);
    }
  }

  Task task(StoredTask row) {
    return event(row)
        .event()
        .map(LifecycleEvent::task)
        .orElseThrow(
            () -> new IllegalStateException("The row of task " + row.key() + " is no snapshot"));
  }
}
