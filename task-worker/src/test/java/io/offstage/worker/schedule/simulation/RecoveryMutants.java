package io.offstage.worker.schedule.simulation;

import io.offstage.limit.PoolLimits;
import io.offstage.task.Attempts;
import io.offstage.task.Task;
import io.offstage.worker.schedule.Effects;
import io.offstage.worker.schedule.KeyLimits;
import io.offstage.worker.schedule.Message;
import java.util.List;

/** Break the rules of the journal and of recovery. Each lives for one history. */
final class RecoveryMutants {

  private RecoveryMutants() {}

  /** The offset of a record is committed when it is read, not with what it leads to. */
  static final class InputBeforeJournal extends Mutant {
    @Override
    boolean commitsOffsetsFirst() {
      return true;
    }
  }

  /** The records of a step are visible, but its snapshot is not. */
  static final class HalfATransaction extends Mutant {
    @Override
    List<Handover> transaction(List<Handover> transaction) {
      return transaction.stream()
          .map(
              h ->
                  h.writes().size() < 2
                      ? h
                      : new Handover(
                          h.number(),
                          h.partition(),
                          h.term(),
                          h.consumed(),
                          h.writes().subList(0, h.writes().size() - 1),
                          h.forwards()))
          .toList();
    }
  }

  /** A worker that the group has expelled still writes. */
  static final class ExpelledWorkerWrites extends Mutant {
    @Override
    boolean fences() {
      return false;
    }
  }

  /** What was decided about a partition is written after it was lost and gained again. */
  static final class LostDecisionsWritten extends Mutant {
    @Override
    boolean dropsWhatIsLost() {
      return false;
    }
  }

  /** The floor says that nothing before the end is needed. */
  static final class FloorTooHigh extends Mutant {
    @Override
    long floor(long floor, long end) {
      return end;
    }
  }

  /** The floor stays where it was at first. */
  static final class FloorNotRaised extends Mutant {
    @Override
    long floor(long floor, long end) {
      return 0;
    }
  }

  /** Nothing is appended again. */
  static final class NothingCopiedForward extends Mutant {
    @Override
    boolean copiesForward() {
      return false;
    }
  }

  /** A snapshot is appended again although a newer one has been committed since it was read. */
  static final class OlderVersionCopied extends Mutant {
    @Override
    boolean looksAtCopiesAgain() {
      return false;
    }
  }

  /** A task is sent away, and read back, before its last snapshot is durable. */
  static final class SpilledBeforeDurable extends Mutant {
    @Override
    boolean readsBackWhatIsDurable() {
      return false;
    }
  }

  /** A new owner does not know which tasks have ended. */
  static final class EndedForgotten extends Mutant {
    @Override
    Message message(Message message) {
      return message instanceof Message.Gained m
          ? new Message.Gained(
              m.partition(), m.term(), m.total(), m.live(), List.of(), m.permits(), m.unread())
          : message;
    }
  }

  /** A new owner reads again from where an operator has set the offset back to. */
  static final class RewindUnnoticed extends Mutant {
    @Override
    long next(long committed, long takenBelow) {
      return committed;
    }
  }

  /** While a partition is recovered, one task more of each key may start. */
  static final class LimitOffByOneOnRecovery extends Mutant {
    private boolean recovering;

    @Override
    Message message(Message message) {
      recovering = message instanceof Message.Gained;
      return message;
    }

    @Override
    KeyLimits limits(KeyLimits limits) {
      return key -> limits.limitOf(key) + (recovering ? 1 : 0);
    }
  }

  /** A new worker serves its first partitions by the settings alone. */
  static final class SetLimitsForgotten extends Mutant {
    @Override
    Message message(Message message) {
      return message instanceof Message.LimitsChanged
          ? new Message.LimitsChanged(PoolLimits.NONE)
          : message;
    }
  }

  /** Attempts of recovered tasks start at once. */
  static final class RecoveredTasksStartAtOnce extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return new Decided(
          decided.entries(),
          decided.starts().stream()
              .map(s -> new Effects.Start(s.id(), s.task(), s.told(), false))
              .toList(),
          decided.interrupts(),
          decided.readBacks(),
          decided.held());
    }
  }

  /** New tasks run early, however far behind the last that the log knows of. */
  static final class StartsFarAhead extends Mutant {
    @Override
    long durable(long committed) {
      return Long.MAX_VALUE / 2;
    }
  }

  /** A lost worker does not count as a delivery. */
  static final class LossesNotCounted extends Mutant {
    @Override
    Message message(Message message) {
      return message instanceof Message.Gained m
          ? new Message.Gained(
              m.partition(),
              m.term(),
              m.total(),
              m.live().stream().map(LossesNotCounted::uncounted).toList(),
              m.ended(),
              m.permits(),
              m.unread())
          : message;
    }

    private static Task uncounted(Task task) {
      Attempts tried = task.attempts();
      return new Task(
          task.start(),
          task.startedFrom(),
          task.state(),
          new Attempts(tried.attempt(), 0, tried.retryCount(), tried.lastError()),
          task.times(),
          task.output(),
          task.family(),
          task.resumeData(),
          task.version());
    }
  }
}
