package io.offstage.gateway.stream;

import io.offstage.task.EventType;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.OutputRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task that a run has started, in the run's stream. Its chunks wait until the run's own stream
 * has announced it; its end waits for its output.
 */
final class Child {

  /** What is kept of a task that is never announced (a call that shows no task). */
  private static final int MOST_UNANNOUNCED = 1 << 20;

  private final OutputSeq seq;
  private final Queue<String> queue = new ArrayDeque<>();
  private long queued;
  private Task task;
  private @Nullable EventType lastQueued;
  private @Nullable String end;
  private Instant endedAt = Instant.EPOCH;
  private boolean announced;
  private boolean over;

  /**
   * A child that is seen for the first time.
   *
   * @param seq where its output begins for this stream
   */
  Child(LifecycleEvent first, OutputSeq seq, Instant now) {
    this.seq = seq;
    this.task = first.task();
    take(first, now);
  }

  /** A later snapshot; one that is not newer is passed over. */
  void add(LifecycleEvent event, Instant now) {
    if (event.task().version() > task.version() && end == null && !over) {
      take(event, now);
    }
  }

  private void take(LifecycleEvent event, Instant now) {
    task = event.task();
    seq.goesOn(task);
    TaskChunks.of(event)
        .ifPresent(
            chunk -> {
              if (!task.isLive()) {
                end = chunk;
                endedAt = now;
              } else if (event.type() != lastQueued) {
                // A run is "running" again at each of its turns: shown once.
                lastQueued = event.type();
                queue(chunk);
              }
            });
  }

  void add(OutputRecord output) {
    if (!over) {
      for (RawJson chunk : seq.take(output)) {
        queue(TaskChunks.output(task, chunk));
      }
    }
  }

  private void queue(String chunk) {
    if (announced || queued < MOST_UNANNOUNCED) {
      queue.add(chunk);
      queued += chunk.length();
    }
  }

  /** The run's own stream has named it: from now on its chunks are shown. */
  void announce() {
    announced = true;
  }

  /** Shows what may be shown now. */
  void drain(Instant now, Duration patience, Consumer<String> show) {
    if (!announced) {
      return;
    }
    while (!queue.isEmpty()) {
      show.accept(queue.remove());
    }
    queued = 0;
    if (end != null && (!waitsForOutput() || !now.isBefore(endedAt.plus(patience)))) {
      show.accept(end);
      end = null;
      over = true;
    }
  }

  private boolean waitsForOutput() {
    return seq.isKnown() && !seq.hasAllOf(task);
  }

  /** Whether its end is held back until the rest of its output comes. */
  boolean isHeld() {
    return announced && end != null;
  }

  Instant endedAt() {
    return endedAt;
  }

  /** Whether somebody who waits for its end to be shown waits in vain: no stream will show it. */
  boolean isOpen() {
    return announced && !over;
  }

  /** Whether it has been shown to ask for something. */
  boolean isSuspended() {
    return lastQueued == EventType.SUSPENDED && queue.isEmpty();
  }

  /** Whether it is announced and neither ended nor suspended. */
  boolean isAtWork() {
    return isOpen() && end == null && lastQueued != EventType.SUSPENDED;
  }
}
