package io.offstage.worker.journal;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the journal knows of a partition in one term of ownership: only what is committed. Belongs
 * to the journal's thread.
 */
final class PartitionLog {

  /** Snapshots that are read and appended again at a time. */
  private static final int COPIED_AT_ONCE = 1_000;

  private static final long NOT_TOLD = -1;

  private final int partition;
  private final long term;
  private final LiveOffsets live;
  private final CopyForward forward;
  private long nextOffset;
  private boolean copying;
  private long toldFloor = NOT_TOLD;

  PartitionLog(Recovered recovered, long term) {
    this.partition = recovered.partition();
    this.term = term;
    this.nextOffset = recovered.nextOffset();
    this.live = recovered.liveOffsets();
    this.forward = recovered.forward();
  }

  int partition() {
    return partition;
  }

  long term() {
    return term;
  }

  /** The input offset to go on from. */
  long nextOffset() {
    return nextOffset;
  }

  void consumedUpTo(long offset) {
    nextOffset = Math.max(nextOffset, offset);
  }

  /**
   * A record has been committed.
   *
   * @param slot of its task, or {@link LiveOffsets#PERMIT}
   * @param isLive whether the task lives, or the permit stands
   */
  void committed(int slot, String key, boolean isLive, long offset, long size, long writtenAt) {
    if (slot == LiveOffsets.PERMIT) {
      live.permit(key, isLive, offset);
    } else {
      live.committed(slot, isLive, offset);
    }
    forward.written(offset, size, writtenAt);
  }

  /**
   * What the next owner is told with the offset.
   *
   * @param alone whether the offset goes without snapshots: those of the same transaction could
   *     live
   * @param copied where the snapshots stand that the same transaction appends again
   */
  FloorMark mark(boolean alone, Set<Long> copied) {
    long floor = alone ? floor() : live.floorWithout(copied);
    return new FloorMark(floor, forward.readable());
  }

  private long floor() {
    return live.size() == 0 ? FloorMark.NONE : live.floor();
  }

  /** This has been committed. */
  void told(FloorMark mark) {
    toldFloor = mark.floor();
  }

  /** Whether the next owner has not been told where the first live task stands by now, if any. */
  boolean isToldOtherwise() {
    return toldFloor != floor();
  }

  /** The slot of the live task whose latest snapshot stands here, or −1. */
  int slotAt(long offset) {
    return live.slotAt(offset);
  }

  /** Where the latest snapshot of a live task stands. */
  long offsetOf(int slot) {
    return live.offsetOf(slot);
  }

  /** Offsets of snapshots to be appended again; none while others are on their way. */
  List<Long> startCopying(Instant now) {
    List<Long> offsets = copying ? List.of() : forward.next(COPIED_AT_ONCE, now);
    copying |= !offsets.isEmpty();
    return offsets;
  }

  /** Whether snapshots that are on their way are more urgent than anything new. */
  boolean isLate() {
    return copying && forward.isLate();
  }

  /** What was asked for last has come. */
  void copied() {
    copying = false;
  }
}
