package io.offstage.worker.schedule;

import java.time.Instant;

/**
 * Something that happens to a task at a time; stands in {@link Timers} until it is due or removed.
 */
final class Timer {

  enum Kind {
    /** It may be dispatched: its delay, backoff or wait is over. */
    DISPATCH,
    /** Its attempt has passed its deadline. */
    ATTEMPT,
    /** It has passed its total timeout. */
    TOTAL,
    /** It has waited for a slot for too long. */
    QUEUE,
    /** Its slot has waited for its permits, or they for a slot, for as long as they may. */
    PERMIT,
    /** No worker that knows its tool has come. */
    TOOL
  }

  private final Instant at;
  private final Kind kind;
  private final OwnedPartition partition;
  private final LiveTask task;
  private int index = -1;

  Timer(Instant at, Kind kind, OwnedPartition partition, LiveTask task) {
    this.at = at;
    this.kind = kind;
    this.partition = partition;
    this.task = task;
  }

  Instant at() {
    return at;
  }

  Kind kind() {
    return kind;
  }

  OwnedPartition partition() {
    return partition;
  }

  LiveTask task() {
    return task;
  }

  /** Where it stands in the heap; −1 outside. */
  int index() {
    return index;
  }

  void index(int now) {
    index = now;
  }
}
