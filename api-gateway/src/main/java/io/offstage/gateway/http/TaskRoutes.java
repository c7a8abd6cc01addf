package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.store.Direction;
import io.offstage.store.Page;
import io.offstage.store.Paged;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskDate;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.task.TaskStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looking at tasks: {@code GET /background-tasks}, {@code GET /background-tasks/{id}}. */
final class TaskRoutes {

  static final String NOT_FOUND = "Background task not found";

  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private static final Map<String, TaskDate> DATES =
      Map.of(
          "createdAt", TaskDate.CREATED_AT,
          "startedAt", TaskDate.STARTED_AT,
          "suspendedAt", TaskDate.SUSPENDED_AT,
          "completedAt", TaskDate.COMPLETED_AT);
  static final Map<String, Direction> DIRECTIONS =
      Map.of(
          "asc",
          Direction.ASC,
          "desc",
          Direction.DESC,
          "ASC",
          Direction.ASC,
          "DESC",
          Direction.DESC);
  private static final Map<String, String> STATUSES =
      Arrays.stream(TaskStatus.values())
          .map(TaskStatus::wireName)
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));

  private final ReadModel readModel;
  private final InstantSource clock;

  TaskRoutes(ReadModel readModel, InstantSource clock) {
    this.readModel = readModel;
    this.clock = clock;
  }

  void list(Call call) {
    Query query = call.query();
    TaskFilter filter = filter(query, ReadModel.confined(call.who()));
    TaskOrder order =
        new TaskOrder(
            query.choice("orderBy", DATES, TaskDate.CREATED_AT),
            query.choice("orderDirection", DIRECTIONS, Direction.ASC));
    int page = query.whole("page", 0, 10_000_000, 0);
    int perPage = query.whole("perPage", 1, LARGEST_PAGE, DEFAULT_PAGE);
    query.check();
    Paged<StoredTask> tasks = readModel.tasks().list(filter, order, new Page(page, perPage));
    call.json(
        200,
        new JsonObject()
            .rawArray("tasks", tasks.rows().stream().map(StoredTask::document).toList())
            .put("total", tasks.total())
            .toString());
  }

  private static TaskFilter filter(Query query, TaskFilter confined) {
    TaskFilter filter = confined;
    filter = where(filter, TaskField.AGENT_ID, query.text("agentId"));
    filter = where(filter, TaskField.STATUS, query.choice("status", STATUSES));
    filter = where(filter, TaskField.RUN_ID, query.text("runId"));
    filter = where(filter, TaskField.THREAD_ID, query.text("threadId"));
    filter = where(filter, TaskField.RESOURCE_ID, query.text("resourceId"));
    filter = where(filter, TaskField.TOOL_NAME, query.text("toolName"));
    filter = where(filter, TaskField.TOOL_CALL_ID, query.text("toolCallId"));
    TaskDate date = query.choice("dateFilterBy", DATES, TaskDate.CREATED_AT);
    Instant from = query.date("fromDate");
    Instant to = query.date("toDate");
    return filter.within(date, from, to);
  }

  static TaskFilter where(TaskFilter filter, TaskField field, @Nullable String value) {
    return value == null ? filter : filter.where(field, value);
  }

  void get(Call call) throws InterruptedException {
    call.json(200, WaitReason.added(find(call), clock.instant()));
  }

  /** The task that the path names. */
  StoredTask find(Call call) throws InterruptedException {
    return readModel
        .find(call.path("id"), ReadModel.confined(call.who()))
        .orElseThrow(() -> Problem.notFound(NOT_FOUND));
  }
}
