package io.offstage.worker;

import io.offstage.limit.PoolLimits;
import io.offstage.worker.input.Input;
import io.offstage.worker.journal.Recovered;
import io.offstage.worker.schedule.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What other threads put into the owner's mailbox. */
sealed interface Mail {

  /** Records of a partition. */
  record Records(int partition, long term, List<Input> inputs) implements Mail {}

  /** A partition's recovery is done. */
  record Gain(Recovered recovered, long term) implements Mail {}

  /** More live tasks of a partition that was gained. */
  record Load(Message.Loaded message, CompletableFuture<Void> done) implements Mail {}

  /** Snapshots have been read back. */
  record ReadBack(Message.ReadBack message) implements Mail {}

  /** An attempt ended. */
  record Ended(Message.AttemptEnded message) implements Mail {}

  /** An attempt made a step; {@code done} completes when it is durable. */
  record Step(Message.StepMade message, CompletableFuture<Void> done) implements Mail {}

  /** Limits were set or unset at run time. */
  record Limits(PoolLimits limits) implements Mail {}

  /** Give a partition away once its attempts have ended, or after {@code patience}. */
  record Release(int partition, Duration patience, CompletableFuture<Void> done) implements Mail {}

  /** Give all partitions away; {@code done} completes when all is journaled. */
  record ReleaseAll(Duration patience, CompletableFuture<Void> done) implements Mail {}

  /** A partition is somebody else's. */
  record Lose(int partition, CompletableFuture<Void> done) implements Mail {}

  /** The journal has made something durable. */
  record Durable() implements Mail {}

  /** The journal is broken: forget everything and recover. */
  record Broken() implements Mail {}

  /** End the thread. */
  record Stop() implements Mail {}
}
