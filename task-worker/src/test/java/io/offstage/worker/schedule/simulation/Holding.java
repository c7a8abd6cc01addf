package io.offstage.worker.schedule.simulation;

/** A partition that a worker has recovered and not yet given away. */
final class Holding {

  private final int partition;
  private final long term;
  private long position;
  private boolean draining;
  private boolean released;

  Holding(int partition, long term, long position) {
    this.partition = partition;
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
