package io.offstage.gateway.http;

import io.offstage.gateway.auth.Allowance;
import io.offstage.gateway.stream.TaskReplay;
import io.offstage.gateway.stream.TaskStream;
import io.offstage.gateway.tail.Cursor;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.MalformedCursor;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.Page;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskDate;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.topic.MalformedRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET /background-tasks/stream}: the tasks of a scope as they change (framing B). */
final class TaskStreamRoute {

  /** Ended tasks that a stream shows after a gap. */
  private static final int MOST_AFTER_GAP = 1_000;

  private static final Map<String, String> TYPES =
      Map.of(
          "completed", "background-task-completed",
          "failed", "background-task-failed",
          "timed_out", "background-task-failed",
          "cancelled", "background-task-cancelled");

  private final Sse sse;
  private final ReadModel readModel;
  private final Duration compactionLag;

  /**
   * The route.
   *
   * @param compactionLag how long the log keeps every event for sure
   */
  TaskStreamRoute(Sse sse, ReadModel readModel, Duration compactionLag) {
    this.sse = sse;
    this.readModel = readModel;
    this.compactionLag = compactionLag;
  }

  void stream(Call call) throws InterruptedException {
    Interest interest = interest(call);
    Optional<Cursor> cursor = cursor(call);
    try (Allowance.OpenStream _ = sse.open(call);
        Subscription subscription = sse.subscribe(interest)) {
      sse.send(
          call,
          out -> {
            TaskStream stream = new TaskStream(sse.tail(), subscription, sse.clock(), out);
            stream.open();
            if (cursor.isEmpty()) {
              stream.snapshot();
            } else {
              resume(stream, subscription, cursor.get());
            }
            stream.follow();
          });
    }
  }

  private void resume(TaskStream stream, Subscription subscription, Cursor cursor)
      throws IOException {
    if (cursor.at().plus(compactionLag).isAfter(sse.clock().instant())) {
      try (TaskReplay replay = new TaskReplay(sse.tail().options(), subscription, cursor)) {
        if (replay.isComplete() && stream.replay(replay)) {
          return;
        }
      }
    }
    List<LifecycleRecord> latest = new ArrayList<>(endedSince(subscription, cursor.at()));
    latest.addAll(subscription.running());
    stream.gap(latest);
  }

  private List<LifecycleRecord> endedSince(Subscription subscription, Instant since) {
    List<LifecycleRecord> ended = new ArrayList<>();
    TaskFilter filter = filter(subscription.interest()).within(TaskDate.COMPLETED_AT, since, null);
    TaskOrder order = new TaskOrder(TaskDate.COMPLETED_AT, TaskOrder.OLDEST_FIRST.direction());
    for (StoredTask row :
        readModel.tasks().list(filter, order, new Page(0, MOST_AFTER_GAP)).rows()) {
      String type = TYPES.get(row.status());
      if (type != null) {
        try {
          ended.add(sse.tail().reader().read(row, type));
        } catch (MalformedRecord e) {
          // A row that is not understood has no chunk; the tail has told of it already.
        }
      }
    }
    return ended;
  }

  private static TaskFilter filter(Interest interest) {
    TaskFilter filter =
        interest.confinedTo() == null
            ? TaskFilter.NONE
            : TaskFilter.NONE.whereAny(TaskField.RESOURCE_ID, interest.confinedTo());
    filter = TaskRoutes.where(filter, TaskField.AGENT_ID, interest.agentId());
    filter =
        interest.runs() == null ? filter : filter.whereAny(TaskField.RUN_ID, interest.runs().ids());
    filter = TaskRoutes.where(filter, TaskField.THREAD_ID, interest.threadId());
    filter = TaskRoutes.where(filter, TaskField.RESOURCE_ID, interest.resourceId());
    return interest.taskIds().isEmpty()
        ? filter
        : filter.whereAny(TaskField.ID, interest.taskIds());
  }

  private static Interest interest(Call call) {
    Query query = call.query();
    @Nullable String taskId = query.text("taskId");
    @Nullable String runId = query.text("runId");
    Interest interest =
        new Interest(
            taskId == null ? Set.of() : Set.of(taskId),
            query.text("agentId"),
            runId == null ? null : new Interest.Runs(Set.of(runId), null),
            query.text("threadId"),
            query.text("resourceId"),
            call.who().confinedTo());
    query.check();
    return interest;
  }

  private Optional<Cursor> cursor(Call call) {
    Optional<String> text = call.header("Last-Event-ID").filter(id -> !id.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Cursor.of(text.get(), sse.tail().options()));
    } catch (MalformedCursor e) {
      throw Problem.query(
          List.of(new Problem.Issue("Last-Event-ID", String.valueOf(e.getMessage()))));
    }
  }
}
