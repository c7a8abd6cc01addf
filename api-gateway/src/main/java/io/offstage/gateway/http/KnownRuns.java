package io.offstage.gateway.http;

import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.Page;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskOrder;
import io.offstage.task.Task;
import io.offstage.topic.PoolRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs that have been started before. */
final class KnownRuns {

  static final String NOT_FOUND = "Run not found";

  private static final int MOST_OF_LINE = 1_000;

  private final ReadModel readModel;
  private final OutputRoutes output;
  private final Rows rows;
  private final Sse sse;

  KnownRuns(ReadModel readModel, OutputRoutes output, Rows rows, Sse sse) {
    this.readModel = readModel;
    this.output = output;
    this.rows = rows;
    this.sse = sse;
  }

  private static TaskFilter filter(Call call) {
    return ReadModel.confined(call.who()).where(TaskField.POOL, PoolRules.AGENTS);
  }

  /** The run as it stands now, if it is there now. */
  Optional<StoredTask> findNow(Call call, String runId) {
    return readModel.findNow(runId, filter(call));
  }

  /** The run of this agent, or 404. */
  StoredTask find(Call call, String agentId, String runId) throws InterruptedException {
    StoredTask run =
        readModel.find(runId, filter(call)).orElseThrow(() -> Problem.notFound(NOT_FOUND));
    if (!rows.task(run).start().origin().agentId().equals(agentId)) {
      throw Problem.notFound(NOT_FOUND);
    }
    return run;
  }

  /** The run, and those that have gone on from it, in the order in which they did. */
  List<StoredTask> line(Call call, StoredTask run) {
    String id = run.key().id();
    TaskFilter ofRun =
        filter(call).where(TaskField.RUN_ID, id).where(TaskField.TOOL_NAME, PoolRules.RUN_TOOL);
    List<StoredTask> line = new ArrayList<>(List.of(run));
    readModel.tasks().list(ofRun, TaskOrder.OLDEST_FIRST, new Page(0, MOST_OF_LINE)).rows().stream()
        .filter(other -> id.equals(rows.task(other).start().lineage().continuationOf()))
        .forEach(line::add);
    return line;
  }

  /**
   * A run from its beginning, and then those that have gone on from it.
   *
   * @param skip how many of their own chunks are not wanted
   */
  ShownRun observe(Call call, StoredTask run, long skip) throws InterruptedException {
    Set<String> shown = new HashSet<>(Set.of(run.key().id()));
    return new ShownRun(
        join(call, run, Past.SHOWN, skip),
        run.key().id(),
        true,
        done -> {
          Optional<StoredTask> next =
              line(call, run).stream().filter(other -> shown.add(other.key().id())).findFirst();
          return next.isEmpty()
              ? Optional.empty()
              : Optional.of(join(call, next.get(), Past.SHOWN, done.toSkip()));
        });
  }

  /** Whether the read model has all that the subscription's tail has seen, within two seconds. */
  boolean isCurrent(Subscription subscription) throws InterruptedException {
    return readModel.await(subscription.lifecycleSeen());
  }

  /** What of the past a feed begins with. */
  enum Past {
    /** Everything that the log holds, and how the run stands. */
    SHOWN,
    /** Nothing: the run is about to go on. What happened is known all the same. */
    PASSED_OVER
  }

  /** What it has started, taken over, or goes on from. */
  private List<StoredTask> tasksOf(Call call, Task run) {
    TaskFilter confined = ReadModel.confined(call.who());
    List<StoredTask> tasks = new ArrayList<>(readModel.tasks().children(run.id(), confined));
    Set<String> others = new HashSet<>(run.family().children());
    Continuations.goesOnFrom(run).ifPresent(others::add);
    tasks.forEach(child -> others.remove(child.key().id()));
    tasks.addAll(others.isEmpty() ? List.of() : readModel.tasks().findAll(others, confined));
    return tasks;
  }

  /**
   * Joins a run: what the log holds of it, then what comes.
   *
   * @param skip how many of its own chunks are not wanted
   */
  RunFeed join(Call call, StoredTask known, Past past, long skip) throws InterruptedException {
    String runId = known.key().id();
    Task asKnown = rows.task(known);
    Subscription subscription =
        sse.subscribe(
            Interest.inRuns(
                Set.copyOf(List.of(runId, asKnown.start().origin().runId())),
                asKnown.start().origin().scope(),
                call.who().confinedTo()));
    boolean joined = false;
    try {
      RunFeed feed = RunFeed.joining(subscription, runId, skip, sse.clock());
      // Subscribed first and read then: what the one does not bring, the other knows.
      boolean isCurrent = isCurrent(subscription);
      if (!isCurrent && subscription.running().stream().noneMatch(r -> r.taskId().equals(runId))) {
        throw Problem.unavailable(
            "The read model is behind the log: whether run %s has ended is not known yet"
                .formatted(runId));
      }
      StoredTask run = findNow(call, runId).orElse(known);
      Continuations.goesOnFrom(asKnown).ifPresent(feed::announce);
      feed.replay(output.read(run, subscription.start()));
      for (StoredTask child : tasksOf(call, rows.task(run))) {
        if (!child.status().equals("pending")) {
          feed.replay(rows.event(child));
        }
      }
      switch (past) {
        case SHOWN -> {
          subscription.running().forEach(feed::replay);
          feed.replay(rows.event(run));
        }
        case PASSED_OVER -> feed.passOver();
      }
      joined = true;
      return feed;
    } finally {
      if (!joined) {
        subscription.close();
      }
    }
  }
}
