package io.offstage.task;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The states of a task.
 *
 * <pre>
 *                 ┌────────── retrying / redelivered ──────────┐
 *                 ▼                                            │
 *  (started) ─▶ Pending ─▶ Running ─▶ Completed | Failed | TimedOut
 *                 │          │ ▲ │ ▲
 *                 │          │ │ ▼ │ a child ended, or it waited long enough
 *                 │          │ │ Waiting
 *                 │          ▼ │ resumed (through Pending)
 *                 │        Suspended
 *                 └─────▶ Cancelled ◀── from every live state
 * </pre>
 */
public sealed interface TaskState {

  TaskStatus status();

  /** Not started yet, or to be started again. Holds no slot. */
  record Pending(@Nullable Instant notBefore) implements TaskState {
    @Override
    public TaskStatus status() {
      return TaskStatus.PENDING;
    }
  }

  /** An attempt's code runs on this worker. Holds a slot. */
  record Running(String worker) implements TaskState {
    @Override
    public TaskStatus status() {
      return TaskStatus.RUNNING;
    }
  }

  /**
   * A run between turns: running to the outside, but no code runs and no slot or permit is held.
   *
   * @param waitingFor ids of children whose end wakes it; ends of others do not
   * @param all whether it wakes when all have ended rather than at the first end
   * @param until when it wakes in any case
   * @param verdicts whether it is enough that the child's owner has taken it
   */
  record Waiting(Set<String> waitingFor, boolean all, @Nullable Instant until, boolean verdicts)
      implements TaskState {
    public Waiting {
      waitingFor = Set.copyOf(waitingFor);
    }

    /** A wait for ends. */
    public Waiting(Set<String> waitingFor, boolean all, @Nullable Instant until) {
      this(waitingFor, all, until, false);
    }

    /** A wait until the owner of each of these has taken it or refused it. */
    public static Waiting forVerdicts(Set<String> children) {
      return new Waiting(children, true, null, true);
    }

    /** The same wait as it stands in this family. */
    Waiting in(Family family) {
      if (!verdicts) {
        return without(family.inbox());
      }
      Set<String> rest = new HashSet<>(waitingFor);
      rest.retainAll(family.open().keySet());
      rest.removeAll(family.accepted());
      return new Waiting(rest, all, until, true);
    }

    /** The same wait once these children have ended. A wait for any of them is over then. */
    Waiting without(List<ChildEnd> ends) {
      if (!all) {
        return this;
      }
      Set<String> rest = new HashSet<>(waitingFor);
      ends.forEach(end -> rest.remove(end.taskId()));
      return new Waiting(rest, all, until, verdicts);
    }

    /** Whether the run may go on: enough children have ended, or it has waited long enough. */
    public boolean isOver(Family family, Instant now) {
      return (all
              ? waitingFor.isEmpty()
              : family.inbox().stream().anyMatch(end -> waitingFor.contains(end.taskId())))
          || (until != null && !now.isBefore(until));
    }

    @Override
    public TaskStatus status() {
      return TaskStatus.RUNNING;
    }
  }

  /** The tool asked for input; only a resume, a cancel or the total timeout moves it. */
  record Suspended(RawJson payload) implements TaskState {
    @Override
    public TaskStatus status() {
      return TaskStatus.SUSPENDED;
    }
  }

  /** Ended is ended: no event follows. */
  sealed interface Ended extends TaskState {}

  record Completed(RawJson result) implements Ended {
    @Override
    public TaskStatus status() {
      return TaskStatus.COMPLETED;
    }
  }

  record Failed(TaskError error) implements Ended {
    @Override
    public TaskStatus status() {
      return TaskStatus.FAILED;
    }
  }

  record TimedOut(TaskError error) implements Ended {
    @Override
    public TaskStatus status() {
      return TaskStatus.TIMED_OUT;
    }
  }

  record Cancelled(@Nullable String reason) implements Ended {
    @Override
    public TaskStatus status() {
      return TaskStatus.CANCELLED;
    }
  }
}
