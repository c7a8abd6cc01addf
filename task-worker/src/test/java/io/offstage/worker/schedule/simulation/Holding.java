package io.offstage.worker.schedule.simulation;

import io.offstage.worker.journal.CopyForward;
import io.offstage.worker.journal.LiveOffsets;
import java.time.Instant;
import java.util.List;

/** A partition that a worker has recovered and not yet given away. */
final class Holding {

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

  /** Reads what is to be appended again by the transaction after the next. */
  void readCopies(int most, Instant now) {
    read =
        forward.next(most, now).stream()
            .map(at -> new Transaction.Copy(partition, term, live.slotAt(at), at))
            .toList();
  }

  /** Whether no transaction may begin before more has been read. */
  boolean isLate() {
    return forward.isLate();
  }

  boolean hasCopies() {
    return !read.isEmpty();
  }

  /** What was read to be appended again. */
  List<Transaction.Copy> takeCopies() {
    List<Transaction.Copy> taken = read;
    read = List.of();
    return taken;
  }

  /** Whether the latest snapshot of a live task stands there still. */
  boolean isLatest(Transaction.Copy copy) {
    return live.slotAt(copy.offset()) >= 0;
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
