package io.offstage.gateway.materialize;

import io.offstage.settings.MaterializerSettings;
import io.offstage.store.ApplyOutcome;
import io.offstage.store.StoreUnavailable;
import io.offstage.store.TaskBatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one stream thread has folded and not yet written, of all its partitions: one Postgres
 * transaction for all of them costs little more than one for each. Used by that thread alone.
 */
final class TableBatch {

  private static final Logger LOG = LoggerFactory.getLogger(TableBatch.class);
  private static final Duration ONE_TRY_FOR_ALL = Duration.ofSeconds(10);
  private static final int MOST_REPLAYS = 10;

  private final PatientTable table;
  private final Replay replay;
  private final PolledOffsets polled;
  private final MaterializerSettings settings;
  private final Map<TopicPartition, Source> sources = new LinkedHashMap<>();
  private int records;
  private long bytes;
  private long oldest;
  private long refused = System.nanoTime() - ONE_TRY_FOR_ALL.toNanos();

  TableBatch(
      PatientTable table, Replay replay, PolledOffsets polled, MaterializerSettings settings) {
    this.table = table;
    this.replay = replay;
    this.polled = polled;
    this.settings = settings;
  }

  void open(Source source) {
    polled.forget(source.partition());
    sources.put(source.partition(), source);
  }

  /** What is in the batch of this partition is dropped: Postgres' offsets do not include it. */
  void close(Source source) {
    sources.remove(source.partition(), source);
  }

  /** Adds a record; blocks while a full batch is written. */
  void add(Source source, ConsumerRecord<byte[], byte[]> record) {
    source.add(record);
    if (records++ == 0) {
      oldest = System.nanoTime();
    }
    bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    if (records >= settings.batchRecords() || bytes >= settings.batchBytes()) {
      write();
    }
  }

  /** Writes what has waited for half the time until it must be visible, or is only markers. */
  void writeIfDue() {
    if (records == 0 || System.nanoTime() - oldest >= settings.commitInterval().toNanos() / 2) {
      write();
    }
  }

  boolean isEmpty() {
    return records == 0;
  }

  /**
   * Writes everything; when it returns, Postgres has all that was added.
   *
   * @throws StoreUnavailable after {@link PatientTable#PATIENCE}; the batch stays
   */
  void write() {
    write(PatientTable.PATIENCE);
  }

  /**
   * Writes everything if Postgres answers now; else the batch stays. Partitions that are closed one
   * after the other wait once.
   */
  void tryWrite() {
    if (System.nanoTime() - refused < ONE_TRY_FOR_ALL.toNanos()) {
      return;
    }
    try {
      write(Duration.ZERO);
    } catch (StoreUnavailable e) {
      refused = System.nanoTime();
      LOG.atWarn().log("Left for whoever owns the partitions next: {}", e.getMessage());
    }
  }

  private void write(Duration patience) {
    for (int i = 0; i < MOST_REPLAYS; i++) {
      List<TaskBatch.Slice> slices = slices();
      if (slices.isEmpty() || applied(table.apply(new TaskBatch(slices), patience))) {
        records = 0;
        bytes = 0;
        return;
      }
    }
    throw new IllegalStateException("The read model is emptied again and again");
  }

  private List<TaskBatch.Slice> slices() {
    sources.values().forEach(s -> s.advance(polled.after(s.partition(), s.reached())));
    return sources.values().stream().filter(Source::hasProgress).map(Source::slice).toList();
  }

  private boolean applied(ApplyOutcome outcome) {
    return switch (outcome) {
      case ApplyOutcome.Applied done -> {
        done.offsets().forEach((partition, next) -> source(partition).applied(next));
        yield true;
      }
      case ApplyOutcome.Behind behind -> {
        behind.offsets().forEach((partition, next) -> restart(source(partition), next));
        yield false;
      }
    };
  }

  /** Applies a partition again from there to where it stood. */
  private void restart(Source source, long from) {
    long to = source.seen();
    source.resumeAt(from);
    replay.upTo(to, source);
  }

  private Source source(TopicPartition partition) {
    Source source = sources.get(partition);
    if (source == null) {
      throw new IllegalStateException("Not a partition of this thread: " + partition);
    }
    return source;
  }
}
