package io.offstage.worker.input;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who is told of records and partitions. Called from the poll thread. */
public interface InputListener {

  /**
   * Records of a partition, in order. Whoever takes them says {@link InputPoller#processed}
   * afterwards.
   */
  void received(int partition, long term, List<Input> records);

  /** The partition is this worker's; it delivers nothing until {@link InputPoller#open}. */
  void gained(int partition, long term);

  /** The partition is about to be given away; the group waits until this completes. */
  CompletableFuture<Void> revoked(int partition);

  /**
   * The partition is somebody else's already; completes when its attempts have been interrupted.
   */
  CompletableFuture<Void> lost(int partition, long term);

  /** The consumer cannot go on. */
  void failed(Throwable cause);
}
