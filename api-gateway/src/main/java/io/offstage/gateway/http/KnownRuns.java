package io.offstage.gateway.http;

import io.offstage.gateway.stream.RunFeed;
import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.Subscription;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.topic.PoolRules;
import java.util.Optional;

/** Runs that have been started before. */
final class KnownRuns {

  static final String NOT_FOUND = "Run not found";

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

  /**
   * Joins a run: what the log holds of it, then what comes.
   *
   * @param skip how many of its own chunks are not wanted
   */
  RunFeed join(Call call, StoredTask known, Past past, long skip) throws InterruptedException {
    String runId = known.key().id();
    Subscription subscription = sse.subscribe(Interest.inRun(runId, call.who().confinedTo()));
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
      feed.replay(output.read(run, subscription.start()));
      TaskFilter confined = ReadModel.confined(call.who());
      for (StoredTask child : readModel.tasks().children(runId, confined)) {
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
