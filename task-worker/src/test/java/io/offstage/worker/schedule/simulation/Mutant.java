package io.offstage.worker.schedule.simulation;

import io.offstage.worker.schedule.KeyLimits;
import io.offstage.worker.schedule.Message;
import java.util.List;
import java.util.Map;

/** Stands around the scheduler and the broker, and breaks a rule. This one breaks none. */
class Mutant {

  /** What the scheduler is told in place of this. */
  Message message(Message message) {
    return message;
  }

  /** What becomes of a decision. */
  Decided decided(Message message, Decided decided) {
    return decided;
  }

  KeyLimits limits(KeyLimits limits) {
    return limits;
  }

  /** The named limits that a worker is told. */
  Map<String, Integer> named(Map<String, Integer> named) {
    return named;
  }

  /** The floor that is committed. */
  long floor(long floor, long end) {
    return floor;
  }

  /** The input offset that a new owner goes on from. */
  long next(long committed, long takenBelow) {
    return Math.max(committed, takenBelow);
  }

  /** The input offset below which the scheduler is told that all is durable. */
  long durable(long committed) {
    return committed;
  }

  /** What a transaction brings. */
  List<Handover> transaction(List<Handover> transaction) {
    return transaction;
  }

  /** Whether a snapshot that was read is appended again only if it is still the latest. */
  boolean looksAtCopiesAgain() {
    return true;
  }

  /** Whether live snapshots are appended again at all. */
  boolean copiesForward() {
    return true;
  }

  /** Whether a snapshot is read back only once what was decided before is durable. */
  boolean readsBackWhatIsDurable() {
    return true;
  }

  /** Whether the broker refuses a worker that was expelled. */
  boolean fences() {
    return true;
  }

  /** Whether an offset is committed as soon as its record is read. */
  boolean commitsOffsetsFirst() {
    return false;
  }

  /** Whether what was decided is dropped when its partition is lost. */
  boolean dropsWhatIsLost() {
    return true;
  }
}
