package io.offstage.worker.journal;

/** Who is told how the journal fares. Called from the journal's thread; must not block. */
public interface JournalListener {

  /** Every entry up to this sequence number that was not dropped is durable and visible. */
  void durable(long sequence);

  /**
   * A transaction's outcome is unknown or its producers are dead: all partitions must be recovered
   * from the log.
   */
  void broken(Throwable cause);
}
