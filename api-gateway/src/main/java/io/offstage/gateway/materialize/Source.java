package io.offstage.gateway.materialize;

import io.offstage.store.TaskBatch;
import io.offstage.store.TaskChange;
import io.offstage.topic.MalformedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of one topic, as far as it has been folded. Owned by one stream thread.
 *
 * <pre>
 *   0 ─── in Postgres ─── applied ─── in the batch ─── reached ─── dropped while stopped ─── seen
 * </pre>
 */
final class Source {

  private static final Logger LOG = LoggerFactory.getLogger(Source.class);

  private final TopicPartition partition;
  private final RecordFold fold;
  private final List<TaskChange> changes = new ArrayList<>();
  private long applied;
  private long reached;
  private long seen;
  private boolean stopped;

  /**
   * A partition that Postgres has nothing of beyond an offset.
   *
   * @param applied the next offset to apply
   */
  Source(TopicPartition partition, RecordFold fold, long applied) {
    this.partition = partition;
    this.fold = fold;
    this.applied = applied;
    this.reached = applied;
    this.seen = applied;
  }

  TopicPartition partition() {
    return partition;
  }

  long applied() {
    return applied;
  }

  long reached() {
    return reached;
  }

  /** Where the next record comes from: all below has come, folded or dropped. */
  long seen() {
    return Math.max(seen, reached);
  }

  /** Nothing below this offset will come from Streams. */
  void seen(long next) {
    seen = Math.max(seen, next);
  }

  boolean stopped() {
    return stopped;
  }

  boolean hasProgress() {
    return reached > applied;
  }

  /** Folds a record; one that is applied already, or comes while this is stopped, does nothing. */
  void add(ConsumerRecord<byte[], byte[]> record) {
    seen(record.offset() + 1);
    if (stopped || record.offset() < reached) {
      return;
    }
    try {
      Optional<TaskChange> change = fold.of(record);
      change.ifPresent(changes::add);
      reached = record.offset() + 1;
    } catch (MalformedRecord e) {
      stop("the record at offset " + record.offset() + " cannot be understood: " + e.getMessage());
    }
  }

  /** What comes from here on is dropped, until {@link #resumeAt}: nothing may be skipped. */
  void stop(String why) {
    stopped = true;
    LOG.atError()
        .addKeyValue("topic", partition.topic())
        .addKeyValue("partition", partition.partition())
        .addKeyValue("offset", reached)
        .log("The read model of this partition stands still: {}", why);
  }

  /** Everything below this offset has been seen: what was not a record does not come. */
  void advance(long next) {
    if (!stopped) {
      reached = Math.max(reached, next);
    }
  }

  TaskBatch.Slice slice() {
    return new TaskBatch.Slice(partition, applied, reached, changes);
  }

  /**
   * The batch has been written.
   *
   * @param next as far as Postgres has it now, perhaps by another writer
   */
  void applied(long next) {
    changes.clear();
    applied = Math.max(next, reached);
    reached = applied;
  }

  /** Starts again from what Postgres has; what is in the batch of this partition is dropped. */
  void resumeAt(long next) {
    changes.clear();
    applied = next;
    reached = next;
    stopped = false;
  }
}
