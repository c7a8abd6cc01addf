package io.offstage.gateway.tail;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * One batch of the tail's reading: the positions before it, and the partitions it went through in
 * the order of dispatch. From it any record of the batch can tell the positions right after itself,
 * without a copy of them for each record.
 */
final class Reading {

  private final Positions before;
  private final int[] order;
  private final long[] ends;

  /**
   * A batch.
   *
   * @param order indexes of the batch's partitions in {@code before}
   * @param ends the next offset of each of them after the batch
   */
  Reading(Positions before, int[] order, long[] ends) {
    this.before = before;
    this.order = order;
    this.ends = ends;
  }

  /**
   * The positions after one record.
   *
   * @param step the place of the record's partition in the batch
   * @param next the offset after the record
   */
  Positions after(int step, long next) {
    long[] at = before.copy();
    for (int i = 0; i < step; i++) {
      at[order[i]] = ends[i];
    }
    at[order[step]] = next;
    return before.at(at);
  }

  Positions end() {
    long[] at = before.copy();
    for (int i = 0; i < order.length; i++) {
      at[order[i]] = ends[i];
    }
    return before.at(at);
  }

  /** A reading of nothing, for records that stand outside the tail's own. */
  static Reading outside(TopicPartition partition, long next) {
    long[] at = {next};
    return new Reading(Positions.of(List.of(partition), at), new int[] {0}, at);
  }
}
