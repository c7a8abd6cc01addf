package io.offstage.agent.control;

import io.offstage.agent.background.Delegation;
import io.offstage.agent.memory.PatientTasks;
import io.offstage.store.Direction;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskDate;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.task.TaskStart;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.PoolRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The tasks of one caller. For one call; not thread-safe. */
final class CallersTasks {

  private static final Set<String> LIVE = Set.of("pending", "running", "suspended");
  private static final TaskOrder NEWEST_FIRST = new TaskOrder(TaskDate.CREATED_AT, Direction.DESC);
  private static final int MOST = 1_000;

  /** How long the read model may take to know an end that the run knows. */
  private static final Duration LAG = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(25);

  private final PatientTasks tasks;
  private final Caller caller;

  CallersTasks(PatientTasks tasks, Caller caller) {
    this.tasks = tasks;
    this.caller = caller;
  }

  /** The task of this id, if it is the caller's. */
  Optional<SeenTask> find(String id) throws InterruptedException {
    if (!TaskStart.isTaskId(id)) {
      return Optional.empty();
    }
    OwnTask own = caller.own().get(id);
    if (own != null) {
      return Optional.of(own(own));
    }
    Optional<SeenTask> found = tasks.find(id, caller.filter()).map(SeenTask::of);
    if (found.isEmpty() || caller.owns(found.get())) {
      return found;
    }
    return ownRuns(List.of(found.get())).stream().findFirst();
  }

  /** What the run has started it finds at once, and never less far than it knows it to be. */
  private SeenTask own(OwnTask own) throws InterruptedException {
    String id = own.start().taskId();
    Optional<SeenTask> row =
        own.hasEnded() && own.end() == null
            ? onceOver(id)
            : tasks.find(id, TaskFilter.NONE).map(SeenTask::of);
    SeenTask seen = row.orElseGet(() -> SeenTask.started(own));
    SeenTask named = new SeenTask(seen.snapshot(), own.tool(), seen.row());
    FinishedChild end = own.end();
    return end == null || named.isOver() ? named : named.ended(end);
  }

  /**
   * What the read model has of a task; of one that is over, once it knows that too: two seconds are
   * waited at most.
   */
  Optional<StoredTask> rowOf(SeenTask task) throws InterruptedException {
    return task.isOver() ? onceOver(task.id()).map(SeenTask::row) : Optional.ofNullable(task.row());
  }

  private Optional<SeenTask> onceOver(String id) throws InterruptedException {
    Optional<SeenTask> row = tasks.find(id, TaskFilter.NONE).map(SeenTask::of);
    long deadline = System.nanoTime() + LAG.toNanos();
    while (row.filter(SeenTask::isOver).isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      row = tasks.find(id, TaskFilter.NONE).map(SeenTask::of);
    }
    return row;
  }

  /** Those that have not ended, oldest first. */
  List<SeenTask> live() throws InterruptedException {
    TaskFilter live = caller.filter().whereAny(TaskField.STATUS, LIVE);
    return withOwn(tasks.list(live, TaskOrder.OLDEST_FIRST, MOST)).stream()
        .filter(task -> !task.isOver())
        .toList();
  }

  /**
   * Those that docker-agent's tools are about, newest first.
   *
   * @param most how many; those that run are always among them
   */
  List<SeenTask> agentTasks(int most) throws InterruptedException {
    TaskFilter runs = caller.filter().where(TaskField.TOOL_NAME, PoolRules.RUN_TOOL);
    List<SeenTask> all =
        withOwn(tasks.list(runs, NEWEST_FIRST, MOST)).stream()
            .filter(task -> Delegation.isAgentTask(task.id()))
            .sorted(Comparator.comparing(SeenTask::createdAt).reversed())
            .toList();
    List<SeenTask> kept = new ArrayList<>(all.stream().filter(task -> !task.isOver()).toList());
    all.stream().filter(SeenTask::isOver).limit(Math.max(0, most - kept.size())).forEach(kept::add);
    return kept;
  }

  private List<SeenTask> withOwn(List<StoredTask> rows) throws InterruptedException {
    Map<String, SeenTask> found = new LinkedHashMap<>();
    List<SeenTask> doubtful = new ArrayList<>();
    for (StoredTask row : rows) {
      SeenTask task = SeenTask.of(row);
      if (caller.owns(task)) {
        found.put(task.id(), task);
      } else {
        doubtful.add(task);
      }
    }
    ownRuns(doubtful).forEach(task -> found.put(task.id(), task));
    for (OwnTask own : caller.own().values()) {
      String id = own.start().taskId();
      SeenTask row = found.get(id);
      FinishedChild end = own.end();
      if (end == null && own.hasEnded() && (row == null || !row.isOver())) {
        // The run knows of its end, and the read model does not yet.
        found.remove(id);
      } else {
        SeenTask seen = row == null ? SeenTask.started(own) : row;
        SeenTask named = new SeenTask(seen.snapshot(), own.tool(), seen.row());
        found.put(id, end == null || named.isOver() ? named : named.ended(end));
      }
    }
    return found.values().stream().sorted(Comparator.comparing(SeenTask::createdAt)).toList();
  }

  /** Those of these whose parents are runs of the agent in the thread. */
  private List<SeenTask> ownRuns(Collection<SeenTask> tasksSeen) throws InterruptedException {
    List<SeenTask> candidates = tasksSeen.stream().filter(caller::mayOwnRun).toList();
    Set<String> parents =
        candidates.stream()
            .map(task -> String.valueOf(task.parentId()))
            .collect(Collectors.toSet());
    Set<String> ours =
        tasks.findAll(parents, caller.filter()).stream()
            .filter(caller::isRunOf)
            .map(row -> row.key().id())
            .collect(Collectors.toSet());
    return candidates.stream()
        .filter(task -> ours.contains(String.valueOf(task.parentId())))
        .toList();
  }

  /** The tasks whose parents are these; the family below a task of the caller's is its own. */
  List<StoredTask> below(Collection<String> parents) throws InterruptedException {
    return tasks.list(
        TaskFilter.NONE.whereAny(TaskField.PARENT_ID, parents), TaskOrder.OLDEST_FIRST, MOST);
  }
}
