package io.offstage.worker.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All timers of a worker, the earliest first: a binary heap in which each timer knows its place, so
 * that one that is no longer wanted is taken out at once. Most are: an attempt's deadline outlives
 * few attempts.
 */
final class Timers {

  private final List<Timer> heap = new ArrayList<>();

  /** Sets a task's timer of a kind, in place of the one it may have. */
  void set(Timer.Kind kind, Instant at, OwnedPartition partition, LiveTask task) {
    cancel(task, kind);
    Timer timer = new Timer(at, kind, partition, task);
    task.timer(timer);
    add(timer);
  }

  /** Takes out a task's timer of a kind, if it has one. */
  void cancel(LiveTask task, Timer.Kind kind) {
    Timer timer = task.timer(kind);
    if (timer != null) {
      remove(timer);
      task.forget(kind);
    }
  }

  /** When a task's first timer is due, or null. */
  static @Nullable Instant earliest(LiveTask task) {
    Instant earliest = null;
    for (Timer.Kind kind : Timer.Kind.values()) {
      Timer timer = task.timer(kind);
      if (timer != null && (earliest == null || timer.at().isBefore(earliest))) {
        earliest = timer.at();
      }
    }
    return earliest;
  }

  /** Takes out all timers of a task. */
  void cancelAll(LiveTask task) {
    for (Timer.Kind kind : Timer.Kind.values()) {
      cancel(task, kind);
    }
  }

  private void add(Timer timer) {
    heap.add(timer);
    timer.index(heap.size() - 1);
    up(heap.size() - 1);
  }

  private void remove(Timer timer) {
    int at = timer.index();
    if (at < 0) {
      return;
    }
    Timer last = heap.removeLast();
    timer.index(-1);
    if (last != timer) {
      place(last, at);
      down(at);
      up(last.index());
    }
  }

  /** The earliest timer's time, or null. */
  @Nullable Instant next() {
    return heap.isEmpty() ? null : heap.getFirst().at();
  }

  /** Takes out the earliest timer if it is due. */
  @Nullable Timer pollDue(Instant now) {
    if (heap.isEmpty() || heap.getFirst().at().isAfter(now)) {
      return null;
    }
    Timer due = heap.getFirst();
    remove(due);
    due.task().forget(due.kind());
    return due;
  }

  private void up(int from) {
    int i = from;
    Timer timer = heap.get(i);
    while (i > 0) {
      int parent = (i - 1) / 2;
      if (!timer.at().isBefore(heap.get(parent).at())) {
        break;
      }
      place(heap.get(parent), i);
      i = parent;
    }
    place(timer, i);
  }

  private void down(int from) {
    int i = from;
    Timer timer = heap.get(i);
    while (2 * i + 1 < heap.size()) {
      int child = 2 * i + 1;
      if (child + 1 < heap.size() && heap.get(child + 1).at().isBefore(heap.get(child).at())) {
        child++;
      }
      if (!heap.get(child).at().isBefore(timer.at())) {
        break;
      }
      place(heap.get(child), i);
      i = child;
    }
    place(timer, i);
  }

  private void place(Timer timer, int at) {
    heap.set(at, timer);
    timer.index(at);
  }
}
