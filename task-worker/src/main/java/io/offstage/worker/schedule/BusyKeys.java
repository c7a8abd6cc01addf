package io.offstage.worker.schedule;

import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.Placement;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which new tasks are refused because their key is busy. What has been taken is never refused
 * later: not when it is tried again, resumed or redelivered, not when a limit is lowered. Neither
 * is the end of a child that somebody must take in. Belongs to its scheduler.
 */
final class BusyKeys {

  private final Limits limits;
  private final @Nullable String injectTool;

  BusyKeys(Limits limits, @Nullable String injectTool) {
    this.limits = limits;
    this.injectTool = injectTool;
  }

  /**
   * The refusal of a task that would rather not run than wait for others of its key; null where it
   * is welcome. One that is to start later waits for its time in any case.
   */
  TaskCommand.@Nullable Refuse rejection(OwnedPartition partition, Task task, Instant now) {
    Placement placement = task.start().placement();
    Instant runAt = placement.runAt();
    KeyQueue key = partition.findKey(placement.concurrencyKey());
    if (placement.backpressure() == Backpressure.QUEUE
        || key == null
        || (runAt != null && runAt.isAfter(now))) {
      return null;
    }
    int limit = limits.ofKey(task.start());
    return key.running() + key.turns() + key.queued() >= limit
        ? new TaskCommand.Refuse(ErrorCode.REJECTED, limit)
        : null;
  }

  /** The refusal of a task that is one too many of those that wait; null where it may wait. */
  TaskCommand.@Nullable Refuse queueFull(LiveTask live) {
    KeyQueue queue = live.queue();
    if (queue == null || live.task().start().call().toolName().equals(injectTool)) {
      return null;
    }
    Integer most = limits.maxQueued(live.task().start());
    return most != null && queue.queued() > most
        ? new TaskCommand.Refuse(ErrorCode.QUEUE_FULL, most)
        : null;
  }
}
