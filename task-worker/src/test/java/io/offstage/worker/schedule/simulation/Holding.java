package io.offstage.worker.schedule.simulation;

import io.offstage.worker.journal.CopyForward;
import io.offstage.worker.journal.LiveOffsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A partition that a worker has recovered and not yet given away. */
final class Holding {

  private static final int FEW = 3;
  private static final int MANY = 100;

  private final int partition;
  private final long term;
  private final LiveOffsets live;
  private final CopyForward forward;
  private List<Transaction.Copy> read = List.of();
  private long position;
  private boolean draining;
  private boolean released;

  Holding(int partition, long term, long position, LiveOffsets live, CopyForward forward) {
    this.partition = partition;
    this.live = live;
    this.forward = forward;
    this.term = term;
    this.position = position;
  }

  int partition() {
    return partition;
  }

  long term() {
    return term;
  }

  /** Input offset to read next. */
  long position() {
    return position;
  }

  void advance() {
    position++;
  }

  /** Whether this was decided about this partition in this term. */
  boolean decided(Handover handover) {
    return handover.partition() == partition && handover.term() == term;
  }

  /** Where committed snapshots of live tasks stand. */
  LiveOffsets live() {
    return live;
  }

  /** A snapshot has been committed. */
  void committed(Transaction.Placed placed, Instant at) {
    if (placed.slot() == LiveOffsets.PERMIT) {
      live.permit(placed.key(), placed.live(), placed.offset());
    } else {
      live.committed(placed.slot(), placed.live(), placed.offset());
    }
    forward.written(placed.offset(), 1, at.toEpochMilli());
  }

  /** What the transaction that begins now appends again: the latest of what was read for it. */
  List<Transaction.Copy> forward(Mutant rules, Instant now) {
    if (read.isEmpty()) {
      readAhead(rules, now);
    }
    if (copies(rules) && forward.isLate()) {
      read = read(MANY, now);
    }
    List<Transaction.Copy> taken =
        read.stream().filter(copy -> !rules.looksAtCopiesAgain() || isLatest(copy)).toList();
    read = List.of();
    return taken;
  }

  /** Reads what is to be appended again by the transaction after the next. */
  void readAhead(Mutant rules, Instant now) {
    if (copies(rules)) {
      read = read(FEW, now);
    }
  }

  private boolean copies(Mutant rules) {
    return !released && rules.copiesForward();
  }

  private List<Transaction.Copy> read(int most, Instant now) {
    return forward.next(most, now).stream()
        .map(at -> new Transaction.Copy(partition, term, live.slotAt(at), at))
        .toList();
  }

  /** Whether the latest snapshot of a live task stands there still. */
  private boolean isLatest(Transaction.Copy copy) {
    return live.slotAt(copy.offset()) >= 0;
  }

  /** The lowest offset that is needed once these have been appended again. */
  long floorAfter(List<Transaction.Copy> copies) {
    return live.floorWithout(
        copies.stream().map(Transaction.Copy::offset).collect(Collectors.toSet()));
  }

  boolean isDraining() {
    return draining;
  }

  void drain() {
    draining = true;
  }

  boolean isReleased() {
    return released;
  }

  void release() {
    released = true;
  }
}
