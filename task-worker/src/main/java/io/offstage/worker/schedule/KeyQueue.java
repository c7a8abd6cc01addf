package io.offstage.worker.schedule;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one concurrency key: those that wait, by priority and then arrival, and how many
 * run.
 */
final class KeyQueue {

  private static final Comparator<LiveTask> ORDER =
      Comparator.comparingInt((LiveTask t) -> -t.priority()).thenComparingLong(LiveTask::arrival);

  private final String key;
  private final int limit;
  private final PriorityQueue<LiveTask> waiting = new PriorityQueue<>(ORDER);
  private int running;
  private boolean ready;

  KeyQueue(String key, int limit) {
    this.key = key;
    this.limit = limit;
  }

  String key() {
    return key;
  }

  void add(LiveTask task) {
    task.queued(true);
    waiting.add(task);
  }

  /** Takes the next task that still waits, or null. */
  @Nullable LiveTask poll() {
    for (LiveTask next = waiting.poll(); next != null; next = waiting.poll()) {
      if (next.isQueued()) {
        next.queued(false);
        return next;
      }
    }
    return null;
  }

  /** Whether a task waits and the limit lets it start. */
  boolean canStart() {
    return running < limit && !waiting.isEmpty();
  }

  void started() {
    running++;
  }

  void stopped() {
    running--;
  }

  boolean isIdle() {
    return running == 0 && waiting.isEmpty();
  }

  /** Whether it stands in its partition's round of ready keys. */
  boolean isReady() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }
}
