package io.offstage.worker.schedule;

import io.offstage.task.Backpressure;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.ParentRef;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskStatus;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.task.TraceContext;
import io.offstage.task.WorkerLoss;
import io.offstage.topic.FinishedChild;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts for tests: everything at its simplest until said otherwise. No time limit by default. */
public final class TaskStarts {

  public static final String POOL = "tools";
  public static final Instant EPOCH = Instant.parse("2026-03-01T12:00:00Z");

  private final String id;
  private String key = "key";
  private String tool = "tool";
  private List<String> named = List.of();
  private int priority;
  private Backpressure backpressure = Backpressure.QUEUE;
  private @Nullable Instant runAt;
  private TimeLimits limits = TimeLimits.NONE;
  private Retry retry = Retry.NONE;
  private WorkerLoss loss = WorkerLoss.DEFAULT;
  private Lineage lineage = Lineage.NONE;
  private Instant createdAt = EPOCH;

  private TaskStarts(String id) {
    this.id = id;
  }

  public static TaskStarts task(String id) {
    return new TaskStarts(id);
  }

  public TaskStarts key(String concurrencyKey) {
    key = concurrencyKey;
    return this;
  }

  public TaskStarts tool(String toolName) {
    tool = toolName;
    return this;
  }

  public TaskStarts backpressure(Backpressure whenBusy) {
    backpressure = whenBusy;
    return this;
  }

  public TaskStarts priority(int higherFirst) {
    priority = higherFirst;
    return this;
  }

  public TaskStarts limits(String... names) {
    named = List.of(names);
    return this;
  }

  public TaskStarts runAt(@Nullable Instant earliest) {
    runAt = earliest;
    return this;
  }

  public TaskStarts attemptTimeout(@Nullable Duration timeout) {
    limits = new TimeLimits(timeout, limits.total(), limits.queue());
    return this;
  }

  public TaskStarts totalTimeout(@Nullable Duration timeout) {
    limits = new TimeLimits(limits.perAttempt(), timeout, limits.queue());
    return this;
  }

  public TaskStarts queueTimeout(@Nullable Duration timeout) {
    limits = new TimeLimits(limits.perAttempt(), limits.total(), timeout);
    return this;
  }

  public TaskStarts retries(int most) {
    retry = retry.withMaxRetries(most);
    return this;
  }

  public TaskStarts workerLoss(boolean redeliver, int maxDeliveries) {
    loss = new WorkerLoss(redeliver, maxDeliveries);
    return this;
  }

  public TaskStarts childOf(TaskStart parent) {
    lineage =
        Lineage.childOf(
            new ParentRef(
                parent.taskId(), parent.placement().pool(), parent.placement().concurrencyKey()));
    return this;
  }

  public TaskStarts traced(TraceContext trace) {
    lineage = lineage.with(trace);
    return this;
  }

  public TaskStarts continuationOf(String ended) {
    lineage =
        new Lineage(lineage.parent(), lineage.redriveOf(), ended, lineage.hooks(), lineage.trace());
    return this;
  }

  public TaskStarts hooks(String... names) {
    lineage =
        new Lineage(
            lineage.parent(),
            lineage.redriveOf(),
            lineage.continuationOf(),
            List.of(names),
            lineage.trace());
    return this;
  }

  public TaskStarts createdAt(Instant at) {
    createdAt = at;
    return this;
  }

  /** What its parent is told once it has ended well. */
  FinishedChild completed() {
    TaskStart child = build();
    return new FinishedChild(
        id,
        POOL,
        child.call().toolName(),
        child.call().toolCallId(),
        child.origin(),
        TaskStatus.COMPLETED,
        null,
        RawJson.NULL,
        null,
        null,
        EPOCH);
  }

  public TaskStart build() {
    return new TaskStart(
        id,
        new ToolCall(tool, id, RawJson.EMPTY_OBJECT),
        new Origin("agent", "run", MemoryScope.NONE),
        new Placement(POOL, key, named, priority, runAt, backpressure),
        new Policy(limits, retry, loss),
        lineage,
        createdAt,
        Map.of());
  }
}
