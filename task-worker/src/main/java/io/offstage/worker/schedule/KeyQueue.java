package io.offstage.worker.schedule;

import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
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

  /** Those that need permits of named limits, by the limit they ask first; null for none. */
  private @Nullable Map<String, PriorityQueue<LiveTask>> lanes;

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

  /**
   * Puts a task into the queue.
   *
   * @param lane the named limit that it asks first; empty if it needs none
   */
  void add(LiveTask task, String lane) {
    task.join(this);
    queued++;
    if (lane.isEmpty()) {
      waiting.add(task);
    } else {
      if (lanes == null) {
        lanes = new TreeMap<>();
      }
      lanes.computeIfAbsent(lane, _ -> new PriorityQueue<>(ORDER)).add(task);
    }
  }

  /** A task that waited here does so no more. */
  void left() {
    queued--;
  }

  /** Takes the next task that still waits, of no lane or of one that is open, or null. */
  @Nullable LiveTask poll(Predicate<String> open) {
    LiveTask next = head(open);
    if (next != null) {
      next.leaveQueue();
    }
    return next;
  }

  /** The next of no lane or of an open one. What stands at a lane's head and waits no more goes. */
  private @Nullable LiveTask head(Predicate<String> open) {
    LiveTask head = head(waiting);
    if (lanes != null) {
      for (var lane : lanes.entrySet()) {
        LiveTask other = open.test(lane.getKey()) ? head(lane.getValue()) : null;
        if (other != null && (head == null || ORDER.compare(other, head) < 0)) {
          head = other;
        }
      }
      lanes.values().removeIf(PriorityQueue::isEmpty);
      lanes = lanes.isEmpty() ? null : lanes;
    }
    return head;
  }

  private @Nullable LiveTask head(PriorityQueue<LiveTask> queue) {
    LiveTask head = queue.peek();
    while (head != null && head.queue() != this) {
      queue.remove();
      head = queue.peek();
    }
    return head;
  }

  /** Whether a task of no lane or of an open one waits, and the limit lets it start. */
  boolean canStart(Predicate<String> open) {
    LiveTask head = head(open);
    return head != null && hasRoomFor(head);
  }

  /** Whether the limit lets this task start. */
  boolean hasRoomFor(LiveTask task) {
    return running < limits.ofKey(task.task().start());
  }

  /** The named limits that its waiting tasks ask first. */
  Set<String> lanes() {
    return lanes == null ? Set.of() : lanes.keySet();
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
