package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.topic.FinishedChild;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task that has not ended, and what its owner keeps of it besides its snapshot. */
final class LiveTask {

  /** How far the order stands to the left of what others keep in the same word. */
  static final int ORDER_SHIFT = 8;

  private static final int PRIORITY_SHIFT = 55;
  private static final int HIGHEST_PRIORITY = 100;

  private final int slot;
  private final long order;
  private final Map<Timer.Kind, Timer> timers = new EnumMap<>(Timer.Kind.class);
  private Task task;
  private List<FinishedChild> told = List.of();
  private @Nullable KeyQueue queue;
  private @Nullable Seek seek;
  private boolean startOnlyWhenDurable;

  LiveTask(Task task, int slot, long arrival, boolean startOnlyWhenDurable) {
    this.task = task;
    this.slot = slot;
    this.order =
        (long) (HIGHEST_PRIORITY - task.start().placement().priority()) << PRIORITY_SHIFT
            | arrival << ORDER_SHIFT;
    this.startOnlyWhenDurable = startOnlyWhenDurable;
  }

  Task task() {
    return task;
  }

  void become(Task next) {
    task = next;
  }

  String id() {
    return task.id();
  }

  /** What it goes by among the live tasks of its partition. */
  int slot() {
    return slot;
  }

  /** The place among those of a key, unlike any other's: by priority, then by arrival. */
  long order() {
    return order;
  }

  /** The arrival that an order tells of. */
  static long arrivalOf(long order) {
    return (order & ((1L << PRIORITY_SHIFT) - 1)) >> ORDER_SHIFT;
  }

  /** Whether it waits in its key's queue. */
  boolean isQueued() {
    return queue != null;
  }

  /** The queue it waits in, or null. */
  @Nullable KeyQueue queue() {
    return queue;
  }

  void join(KeyQueue next) {
    queue = next;
  }

  /** It waits no more, if it did. */
  void leaveQueue() {
    if (queue != null) {
      KeyQueue left = queue;
      queue = null;
      left.left(this);
    }
  }

  /** Its way to the permits of named limits, or those it holds while it runs; null for none. */
  @Nullable Seek seek() {
    return seek;
  }

  void seek(@Nullable Seek next) {
    seek = next;
  }

  /** Whether its attempts wait until their event is durable. */
  boolean startsOnlyWhenDurable() {
    return startOnlyWhenDurable;
  }

  /** Its code has run here and has not taken the worker with it. */
  void hasRun() {
    startOnlyWhenDurable = false;
  }

  void tell(FinishedChild child) {
    List<FinishedChild> more = new ArrayList<>(told);
    more.add(child);
    told = more;
  }

  /** What is in memory of the ends in its inbox. */
  List<FinishedChild> told() {
    if (!told.isEmpty()) {
      told =
          told.stream()
              .filter(
                  child ->
                      task.family().inbox().stream()
                          .anyMatch(end -> end.taskId().equals(child.taskId())))
              .toList();
    }
    return told;
  }

  @Nullable Timer timer(Timer.Kind kind) {
    return timers.get(kind);
  }

  void timer(Timer timer) {
    timers.put(timer.kind(), timer);
  }

  void forget(Timer.Kind kind) {
    timers.remove(kind);
  }
}
