package io.offstage.trace;

import io.offstage.store.StoredTask;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.trace.TraceEvent.Changed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of the read model, as far as a trace needs it.
 *
 * @param outputFrom where its output begins, if it knows
 * @param outputTo the number behind its last flushed chunk
 */
record TracedTask(
    StoredTask row,
    String toolName,
    String agentId,
    Instant createdAt,
    @Nullable Long outputFrom,
    long outputTo,
    List<TraceEvent> changes) {

  static TracedTask of(StoredTask row) {
    try {
      JsonFields task = JsonFields.of(row.document().getBytes(StandardCharsets.UTF_8));
      Long lastSeq = task.wholeNumber("outputSeq", 0, Long.MAX_VALUE - 1);
      String tool = task.requiredString("toolName");
      String agent = task.requiredString("agentId");
      Instant createdAt = task.requiredDate("createdAt");
      return new TracedTask(
          row,
          tool,
          agent,
          createdAt,
          task.wholeNumber("outputFrom", 0, Long.MAX_VALUE),
          lastSeq == null ? 0 : lastSeq + 1,
          changes(row, task, tool, agent, createdAt));
    } catch (MalformedRecord e) {
      throw new IllegalStateException("The row of task " + row.key() + " is no snapshot", e);
    }
  }

  String id() {
    return row.key().id();
  }

  boolean isLive() {
    return switch (row.status()) {
      case "pending", "running", "suspended" -> true;
      default -> false;
    };
  }

  /** A snapshot knows its first start, its last suspension and its end. */
  private static List<TraceEvent> changes(
      StoredTask row, JsonFields task, String tool, String agent, Instant createdAt)
      throws MalformedRecord {
    List<TraceEvent> changes = new ArrayList<>();
    String id = row.key().id();
    int attempt = (int) task.wholeNumber("attempt", 0, Integer.MAX_VALUE, 0);
    changes.add(new TraceEvent(createdAt, id, tool, agent, new Changed("pending", null, null)));
    Instant startedAt = task.date("startedAt");
    if (startedAt != null) {
      changes.add(new TraceEvent(startedAt, id, tool, agent, new Changed("running", null, null)));
    }
    Instant suspendedAt = task.date("suspendedAt");
    if (suspendedAt != null) {
      changes.add(
          new TraceEvent(suspendedAt, id, tool, agent, new Changed("suspended", null, null)));
    }
    JsonFields error = task.object("error");
    String message = error == null ? null : error.string("message");
    Instant completedAt = task.date("completedAt");
    if (completedAt != null) {
      changes.add(
          new TraceEvent(
              completedAt, id, tool, agent, new Changed(row.status(), attempt, message)));
    } else if (row.status().equals("pending") && message != null) {
      // Between two attempts: when the last one failed is not kept, when the next begins is.
      Instant next = task.date("nextAttemptAt");
      changes.add(
          new TraceEvent(
              Objects.requireNonNullElse(next, createdAt),
              id,
              tool,
              agent,
              new Changed("retrying", attempt, message)));
    }
    return changes;
  }
}
