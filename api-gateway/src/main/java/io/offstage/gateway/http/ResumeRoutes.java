package io.offstage.gateway.http;

import io.offstage.gateway.http.Verdicts.Verdict;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.stream.RunFeed;
import io.offstage.store.Page;
import io.offstage.store.Paged;
import io.offstage.store.StoredTask;
import io.offstage.store.SuspendedRun;
import io.offstage.store.TaskDate;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What waits for somebody's input: {@code GET /agents/{id}/suspended-runs}, and {@code POST
 * /agents/{id}/resume-stream} and {@code /resume-stream-until-idle}, which resume a run or a task
 * of it, and stream what follows. A run that has ended goes on in another, under its name.
 */
final class ResumeRoutes {

  private final KnownRuns runs;
  private final ReadModel readModel;
  private final Rows rows;
  private final Verdicts verdicts;
  private final Continuations continuations;
  private final Sse sse;

  ResumeRoutes(
      KnownRuns runs,
      ReadModel readModel,
      Rows rows,
      Verdicts verdicts,
      Continuations continuations,
      Sse sse) {
    this.runs = runs;
    this.readModel = readModel;
    this.rows = rows;
    this.verdicts = verdicts;
    this.continuations = continuations;
    this.sse = sse;
  }

  private record Asked(String runId, @Nullable String toolCallId, RawJson data) {}

  void resume(Call call) throws InterruptedException {
    ShownRun.stream(sse, call, () -> resumed(call, false));
  }

  void resumeUntilIdle(Call call) throws InterruptedException {
    ShownRun.stream(sse, call, () -> resumed(call, true));
  }

  private ShownRun resumed(Call call, boolean untilIdle) throws InterruptedException {
    Asked asked = asked(call);
    StoredTask run = runs.find(call, call.path("agentId"), asked.runId);
    List<StoredTask> line = runs.line(call, run);
    StoredTask target = target(call, line, asked);
    StoredTask waiting = waiting(line, target).orElse(null);
    if (waiting == null) {
      RunFeed next = continuations.begin(call, rows.task(run), target, asked.data, untilIdle);
      return new ShownRun(next, asked.runId, untilIdle);
    }
    RunFeed feed = runs.join(call, waiting, KnownRuns.Past.PASSED_OVER, 0);
    boolean sent = false;
    try {
      String commandId = UUID.randomUUID().toString();
      Optional<Verdict> verdict =
          verdicts.send(
              target,
              new Command.Resume(target.key().id(), commandId, asked.data),
              commandId,
              call.trace());
      if (verdict.orElse(null) instanceof Verdict.Refused(CommandRefused refused)) {
        throw Problem.of(409, refused.reason());
      }
      sent = true;
      return new ShownRun(feed, asked.runId, untilIdle);
    } finally {
      if (!sent) {
        feed.close();
      }
    }
  }

  private static Asked asked(Call call) {
    try {
      JsonFields body = JsonFields.of(call.body());
      return new Asked(
          body.requiredString("runId"),
          body.string("toolCallId"),
          Objects.requireNonNullElse(body.raw("resumeData"), RawJson.EMPTY_OBJECT));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
  }

  /**
   * What is resumed: the run itself if it is suspended, else its suspended task.
   *
   * @param line the run, and those that have gone on from it
   */
  private StoredTask target(Call call, List<StoredTask> line, Asked asked) {
    if (isSuspended(line.getLast())) {
      return line.getLast();
    }
    List<StoredTask> waiting =
        line.stream()
            .flatMap(
                run ->
                    readModel
                        .tasks()
                        .children(run.key().id(), ReadModel.confined(call.who()))
                        .stream())
            .filter(ResumeRoutes::isSuspended)
            .filter(task -> asked.toolCallId == null || isOf(task, asked.toolCallId))
            .toList();
    if (waiting.isEmpty()) {
      throw Problem.of(409, "Run %s is not suspended".formatted(asked.runId));
    }
    Task asItIs = rows.task(line.getFirst());
    if (!asItIs.isLive() && !Continuations.mayGoOn(asItIs)) {
      throw Problem.of(
          409,
          "Run %s has ended, and the run that started it has its answer; resume its task %s"
              .formatted(asked.runId, waiting.getLast().key().id()));
    }
    return waiting.getLast();
  }

  /** The run that lives and has to do with what is resumed, if there is one. */
  private Optional<StoredTask> waiting(List<StoredTask> line, StoredTask target) {
    return line.reversed().stream()
        .filter(
            run -> {
              Task asItIs = rows.task(run);
              String id = target.key().id();
              return asItIs.isLive()
                  && (asItIs.id().equals(id)
                      || asItIs.family().open().containsKey(id)
                      || Continuations.goesOnFrom(asItIs).filter(id::equals).isPresent());
            })
        .findFirst();
  }

  private static boolean isSuspended(StoredTask row) {
    return row.status().equals("suspended");
  }

  private boolean isOf(StoredTask row, String toolCallId) {
    return rows.task(row).start().call().toolCallId().equals(toolCallId);
  }

  void suspendedRuns(Call call) {
    Query query = call.query();
    TaskFilter filter = ReadModel.confined(call.who());
    filter = filter.where(TaskField.AGENT_ID, call.path("agentId"));
    filter = TaskRoutes.where(filter, TaskField.THREAD_ID, query.text("threadId"));
    filter = TaskRoutes.where(filter, TaskField.RESOURCE_ID, query.text("resourceId"));
    Instant from = query.date("fromDate");
    Instant to = query.date("toDate");
    Page page =
        new Page(query.whole("page", 0, 10_000_000, 0), query.whole("perPage", 1, 1_000, 100));
    query.check();
    Paged<SuspendedRun> found =
        readModel.tasks().suspendedRuns(filter.within(TaskDate.SUSPENDED_AT, from, to), page);
    call.json(
        200,
        new JsonObject()
            .rawArray("runs", found.rows().stream().map(this::json).toList())
            .put("total", found.total())
            .toString());
  }

  private String json(SuspendedRun run) {
    List<Task> tasks = run.tasks().stream().map(rows::task).toList();
    JsonObject json = new JsonObject().put("runId", run.runId()).put("status", "suspended");
    tasks.stream()
        .reduce((_, last) -> last)
        .ifPresent(
            last ->
                json.put("threadId", last.start().origin().scope().threadId())
                    .put("resourceId", last.start().origin().scope().resourceId())
                    .put("suspendedAt", last.times().suspendedAt()));
    return json.rawArray("toolCalls", tasks.stream().map(ResumeRoutes::toolCall).toList())
        .toString();
  }

  private static String toolCall(Task task) {
    JsonObject json =
        new JsonObject()
            .put("toolCallId", task.start().call().toolCallId())
            .put("toolName", task.start().call().toolName())
            .put("args", task.start().call().args())
            .put("requiresApproval", false);
    if (task.state() instanceof TaskState.Suspended(RawJson payload)) {
      json.put("suspendPayload", payload);
    }
    return json.toString();
  }
}
