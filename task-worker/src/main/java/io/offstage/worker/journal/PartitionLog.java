package io.offstage.worker.journal;

/**
 * What the journal knows of a partition in one term of ownership: only what is committed. Belongs
 * to the journal's thread.
 */
final class PartitionLog {

  private final int partition;
  private final long term;
  private final LiveOffsets live;
  private long nextOffset;

  PartitionLog(int partition, long term, long nextOffset, LiveOffsets live) {
    this.partition = partition;
    this.term = term;
    this.nextOffset = nextOffset;
    this.live = live;
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

  LiveOffsets live() {
    return live;
  }
}
