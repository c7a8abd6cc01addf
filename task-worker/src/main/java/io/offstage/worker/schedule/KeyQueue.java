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
  private final Limits limits;
  private final PriorityQueue<LiveTask> waiting = new PriorityQueue<>(ORDER);
  private int queued;
  private int running;
  private boolean ready;

  KeyQueue(String key, Limits limits) {
    this.key = key;
    this.limits = limits;
  }

  String key() {
    return key;
  }

  void add(LiveTask task) {
    task.join(this);
    queued++;
    waiting.add(task);
  }

  /** A task that waited here does so no more. */
  void left() {
    queued--;
  }

  /** Takes the next task that still waits, or null. */
  @Nullable LiveTask poll() {
    LiveTask next = head();
    if (next != null) {
      waiting.remove();
      next.leaveQueue();
    }
    return next;
  }

  private @Nullable LiveTask head() {
    LiveTask head = waiting.peek();
    while (head != null && head.queue() != this) {
      waiting.remove();
      head = waiting.peek();
    }
    return head;
  }

  /** Whether a task waits and the limit lets it start. */
  boolean canStart() {
    LiveTask head = head();
    return head != null && running < limits.ofKey(head.task().start());
  }

  void started() {
    running++;
  }

  void stopped() {
    running--;
  }

  /** How many tasks wait for their turn. */
  int queued() {
    return queued;
  }

  /** How many have code running. */
  int running() {
    return running;
  }

  boolean isIdle() {
    return running == 0 && queued == 0;
  }

  /** Whether it stands in its partition's round of ready keys. */
  boolean isReady() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }
}
