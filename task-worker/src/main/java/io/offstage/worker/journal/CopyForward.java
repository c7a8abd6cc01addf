package io.offstage.worker.journal;

import java.time.Instant;
import java.util.List;

/**
 * When the oldest live snapshots of a partition are appended again, like a log cleaner does, so
 * that its floor stays near its end. A pass begins shortly before a bound is reached and appends
 * every live snapshot that stands below where the log ended then, so each costs one record per
 * doubling of the log at most. Belongs to the journal's thread.
 */
public final class CopyForward {

  /** A pass begins at seven eighths of a bound, and has the last to work in. */
  private static final int EIGHTHS = 7;

  private final RecoveryBounds bounds;
  private final LiveOffsets live;
  private final LogMarks fromFloor;
  private final LogMarks readable;
  private long target;
  private long bytesAfterPass;
  private Instant lastPass = Instant.MIN;

  public CopyForward(RecoveryBounds bounds, LiveOffsets live) {
    this.bounds = bounds;
    this.live = live;
    this.fromFloor = new LogMarks(bounds.records(), bounds.bytes(), bounds.age());
    this.readable = new LogMarks(bounds.records(), bounds.bytes(), bounds.age());
  }

  /**
   * A record stands in the log, behind all others.
   *
   * @param writtenAt the broker's time, in milliseconds since 1970
   */
  public void written(long offset, long size, long writtenAt) {
    fromFloor.add(offset, size, writtenAt);
    readable.add(offset, size, writtenAt);
    readable.dropBeyond(bounds.bytes());
  }

  /** No more than the bound's bytes stand from here to the end. */
  long readable() {
    return readable.first(live.end());
  }

  /** Where the snapshots stand that are to be appended again now, ascending; most often none. */
  public List<Long> next(int most, Instant now) {
    fromFloor.dropBefore(live.floor());
    if (target > 0 && live.floor() >= target) {
      target = 0;
      bytesAfterPass = fromFloor.bytes();
    }
    if (target == 0 && isDue(now)) {
      target = live.end();
      lastPass = now;
    }
    if (isLate()) {
      // Tasks that ended since have lowered the bound, maybe below what this pass has appended.
      target = Math.max(target, live.end() - mostRecords());
    }
    return target == 0 ? List.of() : live.oldest(most, target);
  }

  /** Whether a bound has been passed all the same: nothing else is as urgent. */
  public boolean isLate() {
    return target > 0 && (records() > mostRecords() || fromFloor.bytes() > mostBytes());
  }

  private boolean isDue(Instant now) {
    return live.size() > 0
        && (isNear(records(), mostRecords())
            || isNear(fromFloor.bytes(), mostBytes())
            || isOld(now));
  }

  private static boolean isNear(long value, long most) {
    return value > most / 8 * EIGHTHS;
  }

  private long records() {
    return live.end() - live.floor();
  }

  private long mostRecords() {
    return Math.max(bounds.records(), 2L * live.size());
  }

  private long mostBytes() {
    return Math.max(bounds.bytes(), 2 * bytesAfterPass);
  }

  /** Asked of the worker's clock, which may be wrong: one pass an age is enough in any case. */
  private boolean isOld(Instant now) {
    Instant since = now.minus(bounds.age());
    return fromFloor.writtenAt(now).isBefore(since) && lastPass.isBefore(since);
  }
}
