package io.offstage.worker.schedule;

import io.offstage.task.TaskState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The partitions this worker owns, by number. */
final class OwnedPartitions {

  private final SchedulerOptions options;
  private final Limits limits;
  private final Map<Integer, OwnedPartition> byNumber = new HashMap<>();

  OwnedPartitions(SchedulerOptions options, Limits limits) {
    this.options = options;
    this.limits = limits;
  }

  /** A partition is this worker's, in a new term. */
  OwnedPartition gain(Message.Gained gained, Instant now) {
    OwnedPartition partition = new OwnedPartition(gained, limits, options, now);
    byNumber.put(partition.number(), partition);
    return partition;
  }

  void remove(OwnedPartition partition) {
    byNumber.remove(partition.number());
  }

  Collection<OwnedPartition> all() {
    return byNumber.values();
  }

  @Nullable OwnedPartition find(int number) {
    return byNumber.get(number);
  }

  /** The partition, if it is owned in this very term. */
  @Nullable OwnedPartition find(int number, long term) {
    OwnedPartition partition = byNumber.get(number);
    return partition != null && partition.term() == term ? partition : null;
  }

  /** The task, if this is its current attempt. */
  @Nullable LiveTask running(AttemptId id) {
    OwnedPartition partition = find(id.partition(), id.term());
    LiveTask live = partition == null ? null : partition.task(id.taskId());
    return live != null
            && live.task().state() instanceof TaskState.Running
            && live.task().attempts().attempt() == id.attempt()
        ? live
        : null;
  }
}
