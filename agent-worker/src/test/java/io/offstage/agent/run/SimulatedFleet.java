package io.offstage.agent.run;

import io.offstage.agent.memory.PatientStore;
import io.offstage.store.ThreadKey;
import io.offstage.task.Origin;
import io.offstage.task.Placement;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.task.ToolCall;
import io.offstage.topic.PoolRules;
import io.offstage.worker.attempt.TaskHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs and the runs and tools below them, one at a time in the order they were started. A tool's
 * result is its arguments. A child's end goes to its parent, or, where that has ended, into its
 * thread.
 */
final class SimulatedFleet {

  /** A child that has not begun, and the run that started it. */
  private record Started(String parent, TaskStart start) {}

  private final TaskHandler handler;
  private final PatientStore store;
  private final Boundary boundary;
  private final Map<String, SimulatedEngine> runs = new LinkedHashMap<>();
  private final Map<String, TaskStart> starts = new LinkedHashMap<>();
  private final Deque<Started> next = new ArrayDeque<>();

  SimulatedFleet(TaskHandler handler, PatientStore store, Boundary boundary) {
    this.handler = handler;
    this.store = store;
    this.boundary = boundary;
  }

  /** Until nothing is left to be done. */
  void run(TaskStart first) throws Exception {
    begin(first);
    while (!next.isEmpty()) {
      Started child = next.removeFirst();
      if (child.start().call().toolName().equals(PoolRules.RUN_TOOL)) {
        begin(child.start());
      } else {
        end(child.parent(), child.start(), child.start().call().args());
      }
    }
  }

  private void begin(TaskStart start) throws Exception {
    SimulatedEngine engine = new SimulatedEngine(start, handler, boundary);
    runs.put(start.taskId(), engine);
    starts.put(start.taskId(), start);
    engine.run();
    moved(start.taskId(), engine);
  }

  /** What a run came to: children that it has started, and perhaps its end. */
  private void moved(String id, SimulatedEngine engine) throws Exception {
    for (TaskStart child : engine.children().values()) {
      if (starts.putIfAbsent(child.taskId(), child) == null) {
        next.add(new Started(id, child));
      }
    }
    var parent = engine.task().start().lineage().parent();
    if (parent != null && engine.task().state() instanceof TaskState.Completed completed) {
      end(parent.taskId(), engine.task().start(), completed.result());
    }
  }

  private void end(String parent, TaskStart child, RawJson result) throws Exception {
    SimulatedEngine engine = Objects.requireNonNull(runs.get(parent));
    if (engine.task().state().status().isTerminal()) {
      inject(child, result);
    } else {
      engine.end(child.taskId(), TaskStatus.COMPLETED, result, null);
      moved(parent, engine);
    }
  }

  private void inject(TaskStart child, RawJson result) throws Exception {
    String id = "inject-" + child.taskId();
    TaskStart start =
        new TaskStart(
            id,
            new ToolCall(ResultInjection.TOOL, id, RawJson.EMPTY_OBJECT),
            new Origin("host", id, child.origin().scope()),
            Placement.in(PoolRules.AGENTS, id),
            child.policy(),
            child.lineage(),
            Instant.EPOCH,
            Map.of());
    SimulatedEngine engine =
        new SimulatedEngine(start, new ResultInjection(store, Clock.systemUTC()), boundary);
    engine.children().put(child.taskId(), child);
    engine.tell(child.taskId(), TaskStatus.COMPLETED, result, null);
    engine.run();
  }

  /** All runs by id, in the order they began. */
  Map<String, SimulatedEngine> runs() {
    return runs;
  }

  /** Every call that was dispatched: who asked, and the model's id of the call. */
  List<String> dispatched() {
    List<String> calls = new ArrayList<>();
    runs.forEach(
        (id, engine) ->
            engine
                .children()
                .values()
                .forEach(child -> calls.add(id + " " + child.call().toolCallId())));
    return calls;
  }

  /** Of the runs with memory, in the order they began. */
  List<ThreadKey> threads() {
    return runs.values().stream()
        .map(engine -> engine.task().start().origin().scope())
        .map(
            scope ->
                new ThreadKey(
                    Objects.requireNonNull(scope.resourceId()),
                    Objects.requireNonNull(scope.threadId())))
        .toList();
  }
}
