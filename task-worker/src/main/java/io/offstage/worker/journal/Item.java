package io.offstage.worker.journal;

import io.offstage.worker.schedule.Entry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is handed over to the journal's thread, in order. */
sealed interface Item {

  /**
   * An entry.
   *
   * @param awaited whether something waits until it is durable
   */
  record Append(long sequence, Entry entry, boolean awaited) implements Item {}

  /** Something has been read; nothing else. */
  record Wake() implements Item {}

  record ReadBack(int partition, long term, List<Integer> slots) implements Item {}

  record Open(int partition, PartitionLog log) implements Item {}

  record Close(int partition, long term, CompletableFuture<Void> done) implements Item {}

  record Stop() implements Item {}
}
