package io.offstage.worker.schedule.simulation;

import io.offstage.task.ChildEnd;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.worker.schedule.AttemptId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An attempt that a worker was told to start, until its code has stopped. */
final class VirtualAttempt {

  private final AttemptId id;
  private final Task task;
  private final Set<String> children;
  private final Set<String> open;
  private final List<String> inbox;
  private long waitsFor;
  private boolean codeRuns;
  private boolean interrupted;

  /**
   * An attempt at a task, as the task was when it was decided.
   *
   * @param waitsFor the hand-over that must be durable before it goes on
   */
  VirtualAttempt(AttemptId id, Task task, long waitsFor) {
    this.id = id;
    this.task = task;
    this.children = new HashSet<>(task.family().children());
    this.open = new HashSet<>(task.family().open().keySet());
    this.inbox = task.family().inbox().stream().map(ChildEnd::taskId).toList();
    this.waitsFor = waitsFor;
  }

  AttemptId id() {
    return id;
  }

  Task task() {
    return task;
  }

  TaskName name() {
    return new TaskName(id.partition(), id.taskId());
  }

  boolean codeRuns() {
    return codeRuns;
  }

  void codeStarts() {
    codeRuns = true;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  void interrupt() {
    interrupted = true;
  }

  /** Whether it may go on once so much is durable. */
  boolean mayGoOn(long durable) {
    return interrupted || waitsFor <= durable;
  }

  void waitFor(long number) {
    waitsFor = number;
  }

  /** Whether it knows this child as started. */
  boolean hasChild(String child) {
    return children.contains(child);
  }

  /** It has asked for these children. */
  void started(List<TaskStart> more) {
    for (TaskStart child : more) {
      if (children.add(child.taskId())) {
        open.add(child.taskId());
      }
    }
  }

  /** Children of whose end it does not know. */
  Set<String> open() {
    return open;
  }

  /** Children whose ends it found when it began. */
  List<String> inbox() {
    return inbox;
  }
}
