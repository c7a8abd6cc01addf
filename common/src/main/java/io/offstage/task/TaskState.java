package io.offstage.task;

import java.time.Instant;
import java.util.HashSet;
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

  /**
   * Not started yet, or to be started again. Holds no slot.
   *
   * @param notBefore when it may start
   * @param toolBy when it is given up unless a worker has come that knows its tool; absent where
   *     its owner knew it
   */
  record Pending(@Nullable Instant notBefore, @Nullable Instant toolBy) implements TaskState {

    public Pending(@Nullable Instant notBefore) {
      this(notBefore, null);
    }

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
   * A run that goes on when children end: running to the outside, but no code runs and no slot or
   * permit is held.
   *
   * @param waitingFor ids of children whose end wakes it; ends of others do not. Between turns also
   *     of a task that an earlier run has started and this one goes on from
   * @param all whether it wakes when all have ended rather than at the first end
   * @param until when it wakes in any case
   */
  record Waiting(Set<String> waitingFor, boolean all, @Nullable Instant until, Why why)
      implements TaskState {

    /** What a run waits for. */
    public enum Why {
      /** Ends without which its turn cannot go on. */
      TURN,
      /** That the owner of each child has taken it or refused it; its turn goes on then. */
      VERDICTS,
      /**
       * Its turn is over. Any end is news; a child that is suspended counts as ended. A later run
       * may take over what it waits for.
       */
      IDLE
    }

    public Waiting {
      waitingFor = Set.copyOf(waitingFor);
    }

    /** A wait for ends, in the middle of a turn. */
    public Waiting(Set<String> waitingFor, boolean all, @Nullable Instant until) {
      this(waitingFor, all, until, Why.TURN);
    }

    /** A wait until the owner of each of these has taken it or refused it. */
    public static Waiting forVerdicts(Set<String> children) {
      return new Waiting(children, true, null, Why.VERDICTS);
    }

    /** A wait between turns. */
    public static Waiting idle(Set<String> children, boolean all, @Nullable Instant until) {
      return new Waiting(children, all, until, Why.IDLE);
    }

    /** Whether the run's turn is not over. */
    public boolean isInTurn() {
      return why != Why.IDLE;
    }

    /** The same wait as it stands in this family. */
    Waiting in(Family family) {
      Set<String> rest = new HashSet<>(waitingFor);
      switch (why) {
        case TURN -> {
          if (!all) {
            return this;
          }
          family.inbox().forEach(end -> rest.remove(end.taskId()));
        }
        case VERDICTS -> {
          rest.retainAll(family.open().keySet());
          rest.removeAll(family.accepted());
        }
        case IDLE -> {
          rest.removeIf(id -> family.handedOver() || family.children().contains(id));
          family.inbox().forEach(end -> rest.remove(end.taskId()));
          rest.addAll(family.open().keySet());
        }
      }
      return new Waiting(rest, all, until, why);
    }

    /** Whether the run may go on: enough children have ended, or it has waited long enough. */
    public boolean isOver(Family family, Instant now) {
      return hasEnough(family) || (until != null && !now.isBefore(until));
    }

    private boolean hasEnough(Family family) {
      return switch (why) {
        case TURN ->
            all
                ? waitingFor.isEmpty()
                : family.inbox().stream().anyMatch(end -> waitingFor.contains(end.taskId()));
        case VERDICTS -> waitingFor.isEmpty();
        case IDLE ->
            family.suspended().containsAll(waitingFor) || (!all && !family.inbox().isEmpty());
      };
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
