package io.offstage.gateway.materialize;

import io.offstage.store.TaskFacets;
import io.offstage.store.TaskKey;
import io.offstage.store.TaskRow;
import io.offstage.store.TaskTimes;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import org.jspecify.annotations.Nullable;

/** A snapshot as a row: the columns are copied out of it, the document is its text. */
final class SnapshotRow {

  private SnapshotRow() {}

  /**
   * Reads what the columns need and nothing more.
   *
   * @param position offset of the record
   * @throws MalformedRecord also for a state that this release does not know
   */
  static TaskRow of(TaskKey key, long position, RawJson snapshot) throws MalformedRecord {
    JsonFields task = JsonFields.of(snapshot);
    String id = task.requiredString("id");
    if (!id.equals(key.id())) {
      throw new MalformedRecord("task.id: is not the record's key");
    }
    return new TaskRow(
        key,
        task.wholeNumber("version", 0, Long.MAX_VALUE, 0),
        position,
        start(task),
        status(task),
        facets(task),
        new TaskTimes(
            task.requiredDate("createdAt"),
            task.date("startedAt"),
            task.date("suspendedAt"),
            task.date("completedAt")),
        snapshot.text());
  }

  private static String status(JsonFields task) throws MalformedRecord {
    String status = task.requiredString("status");
    if (TaskStatus.ofWireName(status).isEmpty()) {
      throw new MalformedRecord("task.status: unknown state \"" + status + "\"");
    }
    return status;
  }

  private static TaskFacets facets(JsonFields task) throws MalformedRecord {
    return new TaskFacets(
        task.requiredString("agentId"),
        task.string("runId"),
        task.string("threadId"),
        task.string("resourceId"),
        task.requiredString("toolName"),
        task.string("toolCallId"),
        task.string("concurrencyKey"),
        parent(task.object("parent")));
  }

  private static @Nullable String parent(@Nullable JsonFields parent) throws MalformedRecord {
    return parent == null ? null : parent.string("taskId");
  }

  private static Position start(JsonFields task) throws MalformedRecord {
    JsonFields start = task.object("start");
    if (start == null) {
      throw new MalformedRecord("task.start: is required");
    }
    return new Position(
        (int) start.wholeNumber("partition", 0, Integer.MAX_VALUE, 0),
        start.wholeNumber("offset", 0, Long.MAX_VALUE, 0));
  }
}
