package io.offstage.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;

/**
 * Folds the log into {@code task}. Any thread, any number of processes: a batch locks the offsets
 * of its partitions, so two writers of one partition take turns and the later one finds its records
 * applied.
 */
public final class TaskWriter {

  private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(15);

  private final Database database;
  private final String schema;

  TaskWriter(Database database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  /**
   * One transaction: what lies below the stored offsets is skipped, the rest is folded and written
   * with the new offsets. Some thousand changes are a good size.
   */
  public ApplyOutcome apply(TaskBatch batch) {
    return write(handle -> apply(handle, batch));
  }

  private ApplyOutcome apply(Handle handle, TaskBatch batch) {
    AppliedOffsets offsets = new AppliedOffsets(handle);
    List<TopicPartition> sources = batch.slices().stream().map(TaskBatch.Slice::source).toList();
    Map<TopicPartition, Long> stored = offsets.lock(sources);

    Map<TopicPartition, Long> behind = new HashMap<>();
    Map<TopicPartition, Long> reached = new HashMap<>();
    List<TaskChange> changes = new ArrayList<>();
    for (TaskBatch.Slice slice : batch.slices()) {
      long next = stored.getOrDefault(slice.source(), 0L);
      if (slice.from() > next) {
        behind.put(slice.source(), next);
      }
      reached.put(slice.source(), Math.max(next, slice.to()));
      slice.changes().stream().filter(c -> c.position() >= next).forEach(changes::add);
    }
    if (!behind.isEmpty()) {
      return new ApplyOutcome.Behind(behind);
    }
    FoldedBatch folded = FoldedBatch.of(changes);
    int rows =
        TaskUpsert.remove(handle, folded.removals())
            + TaskUpsert.ifNewer(handle, folded.snapshots())
            + TaskUpsert.ifAbsent(handle, folded.pending());
    offsets.store(reached);
    return new ApplyOutcome.Applied(rows, reached);
  }

  /**
   * Takes away pending rows whose start the owner has passed without an event: duplicates, refused
   * and forwarded ones. Only right when the lifecycle of the partition has been applied up to where
   * it ended when {@code offset} was the committed offset.
   *
   * @param offset of the pool's command topic; starts below it are meant
   * @return rows deleted
   */
  public int removePendingStartedBefore(String pool, int partition, long offset) {
    return write(
        handle ->
            handle
                .createQuery(
                    TaskUpsert.removing(
                        """
                        DELETE FROM <schema>.task held USING <schema>.live_task candidate
                        WHERE held.id = candidate.id AND held.pool = candidate.pool
                          AND held.partition = candidate.partition
                          AND held.pool = :pool AND held.partition = :partition
                          AND held.version = 0 AND held.position < :offset
                        """))
                .bind("pool", pool)
                .bind("partition", partition)
                .bind("offset", offset)
                .mapTo(Integer.class)
                .one());
  }

  /**
   * Deletes ended tasks, in no order. Rows that a batch is writing are passed over.
   *
   * @param statuses terminal ones
   * @param before tasks that ended earlier
   * @param limit rows at most; call again while as many were deleted
   * @return rows deleted
   */
  public int removeEnded(Set<String> statuses, Instant before, int limit) {
    return write(
        handle ->
            handle
                .createUpdate(
                    """
                    DELETE FROM <schema>.task WHERE ctid = ANY(ARRAY(
                      SELECT ctid FROM <schema>.task
                      WHERE completed_at < :before AND status = ANY(:statuses)
                      LIMIT :limit FOR UPDATE SKIP LOCKED))
                    """)
                .bind("before", before)
                .bindArray("statuses", String.class, List.copyOf(statuses))
                .bind("limit", limit)
                .execute());
  }

  private <T> T write(HandleCallback<T, RuntimeException> work) {
    return database.inTransaction(
        handle -> {
          handle.define("schema", schema);
          Database.statementTimeout(handle, BATCH_TIMEOUT);
          return work.withHandle(handle);
        });
  }
}
