package io.offstage.gateway.stream;

import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import io.offstage.topic.PoolRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of one run as they come, from a subscription to the run. One thread.
 *
 * <p>A feed of a run that is started after the subscription was made sees everything. One that
 * joins later is told first what came before: {@code replay}.
 */
public final class RunFeed implements AutoCloseable {

  private final Subscription subscription;
  private final String runId;
  private final boolean fromTheStart;
  private final InstantSource clock;
  private final RunMerge merge;

  private RunFeed(
      Subscription subscription,
      String runId,
      boolean fromTheStart,
      long skip,
      InstantSource clock) {
    this.subscription = subscription;
    this.runId = runId;
    this.fromTheStart = fromTheStart;
    this.clock = clock;
    this.merge = new RunMerge(runId, skip);
  }

  /** Of a run that is started after this subscription. */
  public static RunFeed ofNewRun(Subscription subscription, String runId, InstantSource clock) {
    RunFeed feed = new RunFeed(subscription, runId, true, 0, clock);
    // What is at work already, the run may take over.
    subscription.running().forEach(feed::replay);
    return feed;
  }

  /**
   * Of a run that is started after this subscription and goes on from another's task.
   *
   * @param taskId that task; what comes of it is shown
   */
  public static RunFeed continuing(
      Subscription subscription, String runId, String taskId, InstantSource clock) {
    RunFeed feed = new RunFeed(subscription, runId, false, 0, clock);
    feed.announce(taskId);
    return feed;
  }

  /**
   * Of a run that has been started already.
   *
   * @param skip how many of the run's own chunks are not wanted
   */
  public static RunFeed joining(
      Subscription subscription, String runId, long skip, InstantSource clock) {
    return new RunFeed(subscription, runId, false, skip, clock);
  }

  /** A task that another run has started is shown as if this one had announced it. */
  public void announce(String taskId) {
    merge.announce(taskId);
  }

  /** Output of the run that was written before the subscription. */
  public void replay(List<OutputRecord> output) {
    Instant now = clock.instant();
    output.forEach(record -> merge.output(record, now));
  }

  /** The run, or a task it has started, as it stands now. */
  public void replay(LifecycleRecord snapshot) {
    take(snapshot, clock.instant());
  }

  /** Shows nothing of what has been replayed so far; what it announced stays announced. */
  public void passOver() {
    List<String> _ = merge.take(clock.instant());
  }

  /**
   * The next chunks, as JSON.
   *
   * @return empty if none came in time, or the feed {@link #isDone}, or {@link #isCut}
   */
  public List<String> next(Duration patience) throws InterruptedException {
    List<String> due = merge.take(clock.instant());
    if (!due.isEmpty() || merge.isDone()) {
      return due;
    }
    take(subscription.poll(untilDeadline(patience)));
    // What waits in memory is taken along: one flush for many chunks.
    for (int i = 0; i < 64; i++) {
      TailEvent more = subscription.poll(Duration.ZERO);
      if (more == null) {
        break;
      }
      take(more);
    }
    return merge.take(clock.instant());
  }

  private Duration untilDeadline(Duration patience) {
    return merge
        .deadline()
        .map(at -> Duration.between(clock.instant(), at))
        .filter(held -> held.compareTo(patience) < 0)
        .orElse(patience);
  }

  private void take(@Nullable TailEvent event) {
    Instant now = clock.instant();
    switch (event) {
      case null -> {}
      case LifecycleRecord snapshot -> take(snapshot, now);
      case OutputEntry entry -> {
        if (entry.content().orElse(null)
            instanceof OutputCodec.Content.Chunks(OutputRecord output)) {
          if (isOfRun(entry)) {
            merge.output(output, now);
          } else {
            merge.childOutput(output);
          }
        }
      }
    }
  }

  private void take(LifecycleRecord snapshot, Instant now) {
    if (snapshot.event().isEmpty()) {
      return;
    }
    LifecycleEvent event = snapshot.event().get();
    if (isOfRun(snapshot)) {
      merge.run(event, now);
    } else {
      merge.child(event, fromTheStart || event.task().version() == 1, now);
    }
  }

  private boolean isOfRun(TailEvent event) {
    return event.taskId().equals(runId) && event.pool().equals(PoolRules.AGENTS);
  }

  /** Whether the run has ended and everything has been given out. */
  public boolean isDone() {
    return merge.isDone();
  }

  /** Whether the feed ended before the run: its reader was too slow, or the gateway stops. */
  public boolean isCut() {
    return !merge.isDone() && subscription.isOver();
  }

  /** How many chunks that were not wanted it has not had: they are among what follows it. */
  public long toSkip() {
    return merge.toSkip();
  }

  /** What stands in the run's snapshot, once there is one. */
  public RunState state() {
    return new RunState(merge.run(), merge.isWaiting(), merge.atWork());
  }

  @Override
  public void close() {
    subscription.close();
  }
}
