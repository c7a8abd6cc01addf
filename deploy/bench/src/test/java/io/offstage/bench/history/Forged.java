package io.offstage.bench.history;

import io.offstage.settings.Settings;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskKey;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.ParentRef;
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
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.TaskJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A history that is written as it happens, all of it in partition 0 of pool {@code tools}. */
final class Forged {

  static final String POOL = "tools";
  static final TaskEvent RUNS = new TaskEvent.Started("worker-1");
  static final TaskEvent COMPLETES = new TaskEvent.Completed(new RawJson("{\"a\":1}"));
  static final TaskEvent QUEUES = new TaskEvent.Queued(false);
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  final History history =
      new History(Settings.of("pools.tools.key-concurrency=2", "pools.tools.limits.tool:scarce=1"));
  private final Map<String, Task> tasks = new HashMap<>();
  private long commands;
  private long events;

  private static TaskStart start(String id, String tool, String key, Lineage lineage) {
    return new TaskStart(
        id,
        new ToolCall(tool, id, RawJson.EMPTY_OBJECT),
        new Origin("a", id, MemoryScope.NONE),
        Placement.in(POOL, key),
        new Policy(TimeLimits.DEFAULT, Retry.NONE, WorkerLoss.DEFAULT),
        lineage,
        NOON,
        Map.of());
  }

  /** A task that the broker has acknowledged. */
  Forged asks(String id, String key) {
    history.accept(new Fact.Acknowledged(POOL, new Position(0, commands), id));
    return begins(start(id, "quick", key, Lineage.NONE));
  }

  /** A task of a tool that may run once at a time. */
  Forged asksTheScarceTool(String id, String key) {
    return begins(start(id, "scarce", key, Lineage.NONE));
  }

  /** A child that a worker has started. */
  Forged starts(String id, String parent) {
    return begins(start(id, "quick", "k", Lineage.childOf(new ParentRef(parent, POOL, "k"))));
  }

  private Forged begins(TaskStart start) {
    Position at = new Position(0, commands++);
    history.accept(new Fact.Asked(POOL, at, at, start));
    tasks.put(start.taskId(), Task.begin(start, at));
    return this;
  }

  /** Events of a task, each with its record. */
  Forged happens(String id, TaskEvent... following) {
    for (TaskEvent event : following) {
      evolves(id, event);
      appends(id, event);
    }
    return this;
  }

  /** An event whose record is not there. */
  Forged evolves(String id, TaskEvent event) {
    tasks.compute(id, (_, task) -> evolved(task, event));
    return this;
  }

  private Task evolved(Task task, TaskEvent event) {
    return task.evolve(event, NOON.plusMillis(events));
  }

  /** The task's snapshot as it is now. */
  Forged appends(String id, TaskEvent event) {
    Instant now = NOON.plusMillis(events);
    Task task = task(id);
    history.accept(
        new Fact.Happened(
            POOL,
            new Position(0, events++),
            now,
            new LifecycleEvent(event.type(), task, now, null),
            TaskJson.of(task)));
    return this;
  }

  Forged sees(Fact fact) {
    history.accept(fact);
    return this;
  }

  Task task(String id) {
    return Objects.requireNonNull(tasks.get(id));
  }

  /** The row that a task should have. */
  StoredTask row(String id) {
    Task task = task(id);
    return new StoredTask(
        new TaskKey(POOL, 0, id),
        task.version(),
        events - 1,
        task.status().wireName(),
        TaskJson.of(task).text());
  }

  /** What a stream shows of an event of a task, as it stands. */
  Forged shows(String id, String type, String moment) {
    return sees(new Fact.Shown("background-task-" + type, id, moment));
  }

  /** What was found, those that could still be made good last. */
  List<String> found() {
    return Stream.concat(history.broken().stream(), history.missing().stream())
        .map(Violation::toString)
        .toList();
  }

  /** Of one guarantee alone. */
  List<String> found(String guarantee) {
    return found().stream().filter(violation -> violation.startsWith(guarantee + " ")).toList();
  }
}
