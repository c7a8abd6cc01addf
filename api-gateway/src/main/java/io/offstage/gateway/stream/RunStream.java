package io.offstage.gateway.stream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Framing A: one run's chunks, each as one {@code data: } line, then {@code data: [DONE]}. Comments
 * stand in frames of their own. While a run waits for its tasks it says so every three seconds.
 */
public final class RunStream {

  private static final Duration PROGRESS = Duration.ofSeconds(3);

  private RunFeed feed;
  private final String runId;
  private final boolean showsProgress;
  private final InstantSource clock;
  private final SseWriter out;
  private @Nullable Instant waitingSince;
  private Instant lastProgress = Instant.EPOCH;

  /**
   * A stream of a feed.
   *
   * @param showsProgress whether the stream goes on while the run waits
   */
  public RunStream(
      RunFeed feed, String runId, boolean showsProgress, InstantSource clock, SseWriter out) {
    this.feed = feed;
    this.runId = runId;
    this.showsProgress = showsProgress;
    this.clock = clock;
    this.out = out;
  }

  /** What a stream shows when its run has ended. */
  @FunctionalInterface
  public interface GoingOn {

    /** The stream ends with its run. */
    GoingOn NOT = _ -> Optional.empty();

    /** What goes on from a feed that is done; the stream closes it. */
    Optional<RunFeed> after(RunFeed done) throws InterruptedException;
  }

  /** Until the run and what goes on from it have ended, the client is gone, or it is too slow. */
  public void follow(GoingOn goingOn) throws IOException, InterruptedException {
    // The server keeps the headers back until something is written, and a run may be silent long.
    out.comment("run " + runId);
    out.flush();
    Optional<RunFeed> next = Optional.of(feed);
    while (next.isPresent()) {
      try (RunFeed current = next.get()) {
        feed = current;
        follow();
        next = current.isDone() ? goingOn.after(current) : Optional.empty();
      }
    }
    if (feed.isDone()) {
      out.done();
    } else {
      out.comment("this stream was cut: its reader is too slow, or the gateway stops; observe it");
    }
    out.flush();
  }

  private void follow() throws IOException, InterruptedException {
    while (!feed.isDone() && !feed.isCut()) {
      List<String> chunks = feed.next(patience());
      for (String chunk : chunks) {
        out.data(chunk);
      }
      progress();
      if (out.isHeartbeatDue()) {
        out.comment("heartbeat");
      }
      out.flush();
    }
  }

  private Duration patience() {
    Duration heartbeat = out.untilHeartbeat();
    return showsProgress && heartbeat.compareTo(PROGRESS) > 0 ? PROGRESS : heartbeat;
  }

  private void progress() throws IOException {
    RunState state = feed.state();
    if (!showsProgress || !state.isWaiting() || state.atWork().isEmpty()) {
      waitingSince = null;
      return;
    }
    Instant now = clock.instant();
    if (waitingSince == null) {
      waitingSince = now;
      lastProgress = now;
    }
    if (!now.isBefore(lastProgress.plus(PROGRESS))) {
      lastProgress = now;
      out.data(
          OwnChunk.agent(
              "background-task-progress",
              runId,
              new JsonObject()
                  .put("taskIds", state.atWork())
                  .put("runningCount", state.atWork().size())
                  .put("elapsedMs", Duration.between(waitingSince, now).toMillis())));
    }
  }
}
