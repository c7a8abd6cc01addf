package io.offstage.gateway.http;

import io.offstage.gateway.auth.Allowance;
import io.offstage.gateway.stream.JsonObject;
import io.offstage.gateway.stream.RunAnswer;
import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.stream.RunStream;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.RecordReader;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs: {@code POST /agents/{id}/stream}, {@code /stream-until-idle}, {@code /generate} start one,
 * {@code /observe} looks at one. A run id that is known already (the client's own, or from its
 * {@code Idempotency-Key}) is joined, not started again.
 */
final class RunRoutes {

  private static final String NOT_FOUND = "Run not found";
  private static final Duration POLL = Duration.ofSeconds(15);

  /** Of a row's status, the event that led to it. */
  private static final Map<String, String> TYPES =
      Map.of(
          "pending", "background-task-pending",
          "running", "background-task-running",
          "suspended", "background-task-suspended",
          "completed", "background-task-completed",
          "failed", "background-task-failed",
          "timed_out", "background-task-failed",
          "cancelled", "background-task-cancelled");

  private final AgentRoutes agents;
  private final Starts starts;
  private final ReadModel readModel;
  private final OutputRoutes output;
  private final Sse sse;

  RunRoutes(AgentRoutes agents, Starts starts, ReadModel readModel, OutputRoutes output, Sse sse) {
    this.agents = agents;
    this.starts = starts;
    this.readModel = readModel;
    this.output = output;
    this.sse = sse;
  }

  /** A feed of a run, and how to show it. */
  private record Shown(RunFeed feed, String runId, boolean untilIdle) implements AutoCloseable {
    @Override
    public void close() {
      feed.close();
    }
  }

  void stream(Call call) throws InterruptedException {
    show(call, () -> started(call, false));
  }

  void streamUntilIdle(Call call) throws InterruptedException {
    show(call, () -> started(call, true));
  }

  void observe(Call call) throws InterruptedException {
    show(call, () -> observed(call));
  }

  private interface Feeds {
    Shown open() throws InterruptedException;
  }

  private void show(Call call, Feeds feeds) throws InterruptedException {
    try (Allowance.OpenStream _ = sse.open(call);
        Shown shown = feeds.open()) {
      sse.send(
          call,
          out ->
              new RunStream(shown.feed, shown.runId, shown.untilIdle, sse.clock(), out).follow());
    }
  }

  void generate(Call call) throws InterruptedException {
    try (Allowance.OpenStream _ = sse.open(call);
        Shown shown = started(call, false)) {
      RunAnswer answer = new RunAnswer(shown.runId);
      while (!shown.feed.isDone() && !shown.feed.isCut()) {
        shown.feed.next(POLL).forEach(answer::add);
      }
      Optional<Task> run = shown.feed.state().run();
      if (run.isPresent() && shown.feed.isDone()) {
        call.json(200, answer.json(run.get()));
      } else {
        // The run goes on without this gateway: no 5xx, which would make the client ask again.
        call.json(
            202, new JsonObject().put("runId", shown.runId).put("status", "running").toString());
      }
    }
  }

  private Shown started(Call call, boolean alwaysUntilIdle) throws InterruptedException {
    String agentId = call.path("agentId");
    RunBody body;
    TaskStart start;
    String given;
    try {
      body = RunBody.read(agentId, JsonFields.of(call.body()), alwaysUntilIdle, call.who());
      given =
          body.runId() != null
              ? body.runId()
              : call.header("Idempotency-Key").map(k -> Starts.idOf(call.who(), k)).orElse(null);
      String id = given == null ? starts.newId() : given;
      start = starts.read(PoolRules.AGENTS, body.record(id, agentId));
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    agents.find(agentId);
    if (given != null) {
      Optional<StoredTask> known = readModel.findNow(given, runs(call));
      if (known.isPresent()) {
        if (!body.isOf(agentId, start(known.get()))) {
          throw Problem.of(409, "Run id %s belongs to another conversation".formatted(given));
        }
        return joined(call, known.get(), 0, body.untilIdle());
      }
    }
    Subscription subscription =
        sse.subscribe(Interest.inRun(start.taskId(), call.who().confinedTo()));
    boolean appended = false;
    try {
      Commands.await(starts.append(start, call.header("traceparent").orElse(null)));
      appended = true;
    } finally {
      if (!appended) {
        subscription.close();
      }
    }
    return new Shown(
        RunFeed.ofNewRun(subscription, start.taskId(), sse.clock()),
        start.taskId(),
        body.untilIdle());
  }

  private Shown observed(Call call) throws InterruptedException {
    String runId;
    @Nullable Long offset;
    try {
      JsonFields body = JsonFields.of(call.body());
      runId = body.requiredString("runId");
      offset = body.wholeNumber("offset", 0, Long.MAX_VALUE);
    } catch (MalformedRecord e) {
      throw Problem.body(e);
    }
    StoredTask run =
        readModel.find(runId, runs(call)).orElseThrow(() -> Problem.notFound(NOT_FOUND));
    if (!start(run).origin().agentId().equals(call.path("agentId"))) {
      throw Problem.notFound(NOT_FOUND);
    }
    return joined(call, run, offset == null ? 0 : offset, true);
  }

  private static TaskFilter runs(Call call) {
    return ReadModel.confined(call.who()).where(TaskField.POOL, PoolRules.AGENTS);
  }

  /** Replays what the log holds of the run, then goes on live. */
  private Shown joined(Call call, StoredTask known, long skip, boolean untilIdle)
      throws InterruptedException {
    String runId = known.key().id();
    Subscription subscription = sse.subscribe(Interest.inRun(runId, call.who().confinedTo()));
    boolean joined = false;
    try {
      RunFeed feed = RunFeed.joining(subscription, runId, skip, sse.clock());
      // Subscribed first and read then: what the one does not bring, the other knows.
      readModel.await(subscription.lifecycleSeen());
      StoredTask run = readModel.findNow(runId, runs(call)).orElse(known);
      feed.replay(output.read(run, subscription.start()));
      TaskFilter confined = ReadModel.confined(call.who());
      for (StoredTask child : readModel.tasks().children(runId, confined)) {
        if (!child.status().equals("pending")) {
          feed.replay(snapshot(child, TYPES.getOrDefault(child.status(), "")));
        }
      }
      subscription.running().forEach(feed::replay);
      feed.replay(snapshot(run, TYPES.getOrDefault(run.status(), "")));
      joined = true;
      return new Shown(feed, runId, untilIdle);
    } finally {
      if (!joined) {
        subscription.close();
      }
    }
  }

  private LifecycleRecord snapshot(StoredTask row, String type) {
    try {
      RecordReader reader = sse.tail().reader();
      return reader.read(row, type);
    } catch (MalformedRecord e) {
      throw new IllegalStateException("The row of task " + row.key() + " is no snapshot", e);
    }
  }

  private TaskStart start(StoredTask row) {
    return snapshot(row, TYPES.getOrDefault(row.status(), ""))
        .event()
        .map(LifecycleEvent::task)
        .orElseThrow(
            () -> new IllegalStateException("The row of task " + row.key() + " is no snapshot"))
        .start();
  }
}
