package io.offstage.gateway.stream;

import io.offstage.task.Task;

/** What a task stream has shown of one task. Not safe for several threads. */
final class TaskTrack {

  private final OutputSeq seq;
  private Task task;
  private long shown;

  /**
   * Begins to follow a task.
   *
   * @param task what is known of it
   * @param shown the version of the last event that was shown
   */
  TaskTrack(Task task, long shown, OutputSeq seq) {
    this.task = task;
    this.shown = shown;
    this.seq = seq;
    seq.goesOn(task);
  }

  boolean isNewer(Task snapshot) {
    return snapshot.version() > shown;
  }

  void show(Task snapshot) {
    task = snapshot;
    shown = snapshot.version();
    seq.goesOn(snapshot);
  }

  Task task() {
    return task;
  }

  OutputSeq seq() {
    return seq;
  }

  /** Whether this snapshot is an end that must wait for output. */
  boolean mustWait(Task snapshot) {
    return !snapshot.isLive() && seq.isKnown() && !seq.hasAllOf(snapshot);
  }
}
