package io.offstage.agent.run;

import io.offstage.task.ChildEnd;
import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.topic.FinishedChild;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.attempt.TaskHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the engine promises a run, without Kafka: steps are durable at once and children start with
 * them, ends wake a waiting run, and an attempt that dies is followed by another that sees the last
 * snapshot. Output of an attempt that died is cut at the snapshot's mark, as readers cut it.
 */
final class SimulatedEngine {

  private final TaskHandler handler;
  private final Boundary boundary;
  private final List<String> output = new ArrayList<>();
  private final List<List<String>> after = new ArrayList<>();
  private final Map<String, TaskStart> children = new LinkedHashMap<>();
  private final Map<String, FinishedChild> told = new LinkedHashMap<>();
  private Task task;
  private int room = Integer.MAX_VALUE;

  /** On a worker that never dies. */
  SimulatedEngine(TaskStart start, TaskHandler handler) {
    this(start, handler, new Boundary(0));
  }

  SimulatedEngine(TaskStart start, TaskHandler handler, Boundary boundary) {
    this.task = Task.begin(start, new Position(0, 0));
    this.handler = handler;
    this.boundary = boundary;
  }

  /** From now on no more children than these are taken. */
  void takesChildren(int most) {
    room = most;
  }

  /** Runs attempts until the run ends, waits or asks for input. */
  TaskState run() throws Exception {
    while (true) {
      evolve(new TaskEvent.Started("w"));
      while (output.size() > task.output().nextSeq()) {
        output.removeLast();
        after.removeLast();
      }
      try {
        Outcome outcome = handler.run(new SimulatedAttempt(task.attempts().attempt()));
        boundary.pass();
        return ended(outcome);
      } catch (Crash e) {
        evolve(new TaskEvent.Queued(true));
      }
    }
  }

  private TaskState ended(Outcome outcome) {
    switch (outcome) {
      case Outcome.Succeeded o -> evolveFlushed(new TaskEvent.Completed(o.result()));
      case Outcome.Suspended o -> evolveFlushed(new TaskEvent.Suspended(o.payload()));
      case Outcome.TerminalFailure o -> evolveFlushed(new TaskEvent.Failed(o.error()));
      case Outcome.RetryableFailure o -> evolveFlushed(new TaskEvent.Failed(o.error()));
      case Outcome.RunAgain _ -> evolveFlushed(new TaskEvent.Queued(false));
      case Outcome.Waits o ->
          evolveFlushed(new TaskEvent.WaitBegan(o.waiting(), Map.of(), o.handled()));
      case Outcome.Cancelled _ -> evolveFlushed(new TaskEvent.Queued(false));
    }
    return task.state();
  }

  /** The owner of a child has taken it; a run that may go on does, before this returns. */
  TaskState accept(String taskId) throws Exception {
    evolve(new TaskEvent.ChildAccepted(taskId));
    return wakes() ? run() : task.state();
  }

  /** A child ended; a run that may go on does, before this returns. */
  TaskState end(
      String taskId, TaskStatus status, @Nullable RawJson result, @Nullable TaskError error)
      throws Exception {
    tell(taskId, status, result, error);
    return wakes() ? run() : task.state();
  }

  /** A child ended with this result, in JSON; a run that may go on does, before this returns. */
  TaskState complete(String taskId, String result) throws Exception {
    return end(taskId, TaskStatus.COMPLETED, new RawJson(result), null);
  }

  /** A child ended, but nobody looks yet. */
  void tell(String taskId, TaskStatus status, @Nullable RawJson result, @Nullable TaskError error) {
    TaskStart child = Objects.requireNonNull(children.get(taskId), taskId);
    Instant at = Instant.parse("2026-03-01T12:00:00Z").plusSeconds(told.size());
    told.put(
        taskId,
        new FinishedChild(
            taskId,
            child.placement().pool(),
            child.call().toolName(),
            child.call().toolCallId(),
            child.origin(),
            status,
            error,
            result,
            null,
            at.minusSeconds(5),
            at));
    evolve(new TaskEvent.ChildEnded(new ChildEnd(taskId, status, new Position(0, told.size()))));
  }

  /** A child asks for input, or has got it; a run that may go on does, before this returns. */
  TaskState suspend(String taskId, boolean suspended) throws Exception {
    evolve(new TaskEvent.ChildSuspended(taskId, suspended));
    return wakes() ? run() : task.state();
  }

  /** A later run of the thread begins and takes over what this one waits for. */
  TaskState handOver() throws Exception {
    evolve(new TaskEvent.HandedOver("later"));
    return wakes() ? run() : task.state();
  }

  /** Before its first attempt: it takes over what an earlier run of the thread waits for. */
  void takeOver(SimulatedEngine earlier) {
    evolve(new TaskEvent.TookOver(earlier.task().family()));
    children.putAll(earlier.children());
  }

  /** Whether the state says that it is to be dispatched. */
  boolean wakes() {
    return task.state() instanceof TaskState.Waiting waiting
        && waiting.isOver(task.family(), Instant.EPOCH);
  }

  TaskState resume(RawJson data) throws Exception {
    evolve(new TaskEvent.Resumed(data));
    return run();
  }

  Task task() {
    return task;
  }

  /** All children, by id, in the order they started. */
  Map<String, TaskStart> children() {
    return children;
  }

  String firstChild() {
    return children.keySet().iterator().next();
  }

  List<String> output() {
    return output;
  }

  List<List<String>> after() {
    return after;
  }

  private void evolve(TaskEvent event) {
    task = task.evolve(event, Instant.parse("2026-03-01T12:00:00Z"));
  }

  private void evolveFlushed(TaskEvent event) {
    evolve(event);
    task = task.with(new OutputMark(0L, output.size()));
  }

  private final class SimulatedAttempt implements Attempt {

    private final Task snapshot = task;
    private final int number;

    SimulatedAttempt(int number) {
      this.number = number;
    }

    @Override
    public Task task() {
      return snapshot;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public void output(RawJson chunk, List<String> ends) {
      boundary.passChunk();
      output.add(chunk.text());
      after.add(ends);
    }

    @Override
    public Map<String, String> refusals(List<TaskStart> starts) {
      return starts.stream()
          .skip(Math.max(0, room - children.size()))
          .collect(Collectors.toMap(TaskStart::taskId, _ -> "no room"));
    }

    @Override
    public void advance(List<TaskStart> starts, List<String> handled) {
      boundary.pass();
      starts.forEach(start -> children.putIfAbsent(start.taskId(), start));
      Map<String, Place> places = new LinkedHashMap<>();
      for (TaskStart start : starts) {
        places.put(
            start.taskId(),
            new Place(start.placement().pool(), start.placement().concurrencyKey()));
      }
      evolveFlushed(new TaskEvent.Advanced(places, handled));
      boundary.pass();
    }

    @Override
    public List<FinishedChild> finishedChildren() {
      return snapshot.family().inbox().stream()
          .map(end -> Objects.requireNonNull(told.get(end.taskId())))
          .toList();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }
  }
}
