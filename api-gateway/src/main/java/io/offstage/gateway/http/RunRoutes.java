package io.offstage.gateway.http;

import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.stream.RunAnswer;
import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.StoredTask;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Runs: {@code POST /agents/{id}/stream}, {@code /stream-until-idle}, {@code /generate} start one,
 * {@code /observe} looks at one. A run id that is known already (the client's own, or from its
 * {@code Idempotency-Key}) is joined, not started again; without one, so is an {@link EqualRuns
 * equal run}.
 */
final class RunRoutes {

  private static final Duration POLL = Duration.ofSeconds(15);

  private final AgentRoutes agents;
  private final Starts starts;
  private final KnownRuns runs;
  private final EqualRuns equalRuns;
  private final Rows rows;
  private final Sse sse;

  RunRoutes(
      AgentRoutes agents, Starts starts, KnownRuns runs, EqualRuns equalRuns, Rows rows, Sse sse) {
    this.agents = agents;
    this.starts = starts;
    this.runs = runs;
    this.equalRuns = equalRuns;
    this.rows = rows;
    this.sse = sse;
  }

  void stream(Call call) throws InterruptedException {
    ShownRun.stream(sse, call, () -> started(call, false));
  }

  void streamUntilIdle(Call call) throws InterruptedException {
    ShownRun.stream(sse, call, () -> started(call, true));
  }

  void observe(Call call) throws InterruptedException {
    ShownRun.stream(sse, call, () -> observed(call));
  }

  void generate(Call call) throws InterruptedException {
    try (var _ = sse.open(call);
        ShownRun shown = started(call, false)) {
      RunAnswer answer = new RunAnswer(shown.runId());
      while (!shown.feed().isDone() && !shown.feed().isCut()) {
        shown.feed().next(POLL).forEach(answer::add);
      }
      Optional<Task> run = shown.feed().state().run();
      if (run.isPresent() && shown.feed().isDone()) {
        call.json(200, answer.json(run.get()));
      } else {
        // The run goes on without this gateway: no 5xx, which would make the client ask again.
        call.json(
            202, new JsonObject().put("runId", shown.runId()).put("status", "running").toString());
      }
    }
  }

  private ShownRun started(Call call, boolean alwaysUntilIdle) throws InterruptedException {
    String agentId = call.path("agentId");
    RunBody body;
    TaskStart start;
    Optional<String> given;
    try {
      body = RunBody.read(agentId, JsonFields.of(call.body()), alwaysUntilIdle, call.who());
      given =
          Optional.ofNullable(body.runId())
              .or(() -> call.header("Idempotency-Key").map(k -> Starts.idOf(call.who(), k)));
      start = starts.read(PoolRules.AGENTS, body.record(given.orElseGet(starts::newId), agentId));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    agents.find(agentId);
    if (given.isEmpty() && start.origin().scope().hasMemory() && isReadModelCurrent(call, start)) {
      Optional<StoredTask> equal = equalRuns.alive(call, start);
      return equal.isPresent()
          ? joined(call, equal.get(), body)
          : started(call, named(call, body, agentId, start), body);
    }
    Optional<StoredTask> known = given.flatMap(id -> runs.findNow(call, id));
    if (known.isEmpty()) {
      return started(call, start, body);
    }
    if (!body.isOf(agentId, rows.task(known.get()).start())) {
      throw Problem.of(409, "Run id %s belongs to another conversation".formatted(start.taskId()));
    }
    return joined(call, known.get(), body);
  }

  private ShownRun joined(Call call, StoredTask run, RunBody body) throws InterruptedException {
    return new ShownRun(
        runs.join(call, run, KnownRuns.Past.SHOWN, 0), run.key().id(), body.untilIdle());
  }

  private ShownRun started(Call call, TaskStart start, RunBody body) throws InterruptedException {
    return new ShownRun(fresh(call, start), start.taskId(), body.untilIdle());
  }

  /** Whoever does not know what has ended cannot say what is the same: nothing is merged then. */
  private boolean isReadModelCurrent(Call call, TaskStart start) throws InterruptedException {
    try (Subscription look =
        sse.subscribe(Interest.inRun(start.taskId(), call.who().confinedTo()))) {
      return runs.isCurrent(look);
    }
  }

  /** Its id follows from what is asked, unless that was asked, and ended, just now. */
  private TaskStart named(Call call, RunBody body, String agentId, TaskStart start) {
    String id = equalRuns.id(start);
    try {
      return runs.findNow(call, id).isPresent()
          ? start
          : starts.read(PoolRules.AGENTS, body.record(id, agentId));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
  }

  private RunFeed fresh(Call call, TaskStart start) throws InterruptedException {
    Subscription subscription =
        sse.subscribe(
            Interest.inRuns(
                Set.of(start.taskId()), start.origin().scope(), call.who().confinedTo()));
    boolean appended = false;
    try {
      Commands.await(starts.append(start, call.trace()));
      appended = true;
      return RunFeed.ofNewRun(subscription, start.taskId(), sse.clock());
    } finally {
      if (!appended) {
        subscription.close();
      }
    }
  }

  private ShownRun observed(Call call) throws InterruptedException {
    String runId;
    long offset;
    try {
      JsonFields body = JsonFields.of(call.body());
      runId = body.requiredString("runId");
      offset = body.wholeNumber("offset", 0, Long.MAX_VALUE, 0);
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    StoredTask run = runs.find(call, call.path("agentId"), runId);
    return runs.observe(call, run, offset);
  }
}
