package io.offstage.worker.attempt;

import io.offstage.task.Attempts;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.OutputMark;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.task.WorkerLoss;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Running tasks, as an owner hands them over. */
final class Tasks {

  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private Tasks() {}

  static Task running(String toolName) {
    return running(toolName, RawJson.EMPTY_OBJECT);
  }

  static Task running(String toolName, RawJson args) {
    return running(toolName, args, Retry.NONE);
  }

  static Task running(String toolName, RawJson args, Retry retry) {
    String id = UUID.randomUUID().toString();
    TaskStart start =
        new TaskStart(
            id,
            new ToolCall(toolName, "call-1", args),
            new Origin("researcher", "run-1", MemoryScope.of("u1", "t1")),
            Placement.in("tools", "researcher/u1"),
            new Policy(TimeLimits.DEFAULT, retry, WorkerLoss.DEFAULT),
            Lineage.NONE,
            NOW,
            Map.of());
    return Task.begin(start, new Position(0, 0)).evolve(new TaskEvent.Started("w1"), NOW);
  }

  static Task resumedAt(Task task, OutputMark output) {
    return task.with(output);
  }

  static Task retried(Task task, int retryCount) {
    return new Task(
        task.start(),
        task.startedFrom(),
        task.state(),
        new Attempts(retryCount + 1, 1, retryCount, null),
        task.times(),
        task.output(),
        task.family(),
        null,
        task.version());
  }
}
