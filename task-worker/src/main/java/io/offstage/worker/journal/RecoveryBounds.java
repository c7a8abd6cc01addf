package io.offstage.worker.journal;

import java.time.Duration;

/**
 * How much the next owner of a partition may have to read.
 *
 * @param records or twice the live tasks, if that is more
 * @param bytes or twice what the live tasks take, if that is more
 * @param age of the oldest live snapshot
 */
public record RecoveryBounds(long records, long bytes, Duration age) {

  /**
   * Live snapshots are appended again before this part of the topic's retention has passed, so that
   * retention never reaches one.
   */
  private static final int PART_OF_RETENTION = 4;

  public static RecoveryBounds of(long records, long bytes, Duration retention) {
    return new RecoveryBounds(records, bytes, retention.dividedBy(PART_OF_RETENTION));
  }
}
