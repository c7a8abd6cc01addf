package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks in: into memory with the timeouts of their whole life, and, as often as they may run,
 * into their key's queue. Belongs to its scheduler.
 */
final class Admission {

  private final SchedulerOptions options;
  private final Moment moment;
  private final Timers timers;
  private final Backlog backlog;
  private final Dispatcher dispatcher;
  private final PermitSeeker seeker;
  private long arrivals;

  Admission(
      SchedulerOptions options,
      Moment moment,
      Timers timers,
      Backlog backlog,
      Dispatcher dispatcher,
      PermitSeeker seeker) {
    this.options = options;
    this.moment = moment;
    this.timers = timers;
    this.backlog = backlog;
    this.dispatcher = dispatcher;
    this.seeker = seeker;
  }

  /**
   * Takes a task into memory.
   *
   * @param onlyWhenDurable whether its attempts wait until their event is durable
   */
  LiveTask add(OwnedPartition partition, Task task, int slot, boolean onlyWhenDurable) {
    LiveTask live = new LiveTask(task, slot, arrivals++, onlyWhenDurable);
    partition.add(live);
    setTimeouts(partition, live);
    return live;
  }

  /** A task that was away is whole again, and goes on with what it waited for. */
  LiveTask restore(OwnedPartition partition, int slot, Task task) {
    Spilled spilled = partition.spilled();
    boolean queued = spilled.isQueued(slot);
    boolean taken = spilled.isTaken(slot);
    Instant toolDue = spilled.toolDue(slot, moment.now());
    LiveTask live = spilled.take(slot, task);
    partition.add(live);
    setTimeouts(partition, live);
    if (toolDue != null) {
      timers.set(Timer.Kind.TOOL, toolDue, partition, live);
    }
    if (queued) {
      dispatcher.cameBack(partition, live, seeker.firstOf(live), taken);
    } else if (!partition.isAskedFor(live)) {
      admit(partition, live);
    }
    return live;
  }

  private void setTimeouts(OwnedPartition partition, LiveTask live) {
    TaskStart start = live.task().start();
    Duration total = start.policy().timeLimits().total();
    if (total != null) {
      timers.set(Timer.Kind.TOTAL, start.createdAt().plus(total), partition, live);
    }
    Duration queue = start.policy().timeLimits().queue();
    if (queue != null && live.task().attempts().attempt() == 0) {
      Instant runAt = start.placement().runAt();
      Instant from = runAt != null ? runAt : start.createdAt();
      timers.set(Timer.Kind.QUEUE, from.plus(queue), partition, live);
    }
  }

  /**
   * Queues a task that may be dispatched, or sets the timer that asks again; does nothing where
   * neither applies.
   */
  void admit(OwnedPartition partition, LiveTask live) {
    switch (live.task().state()) {
      case TaskState.Pending pending -> admit(partition, live, pending.notBefore());
      case TaskState.Waiting waiting -> {
        if (waiting.isOver(live.task().family(), moment.now())) {
          admit(partition, live, null);
        } else if (waiting.until() != null) {
          admit(partition, live, waiting.until());
        } else {
          backlog.parked(partition, live, moment.now());
        }
      }
      case TaskState.Suspended _ -> backlog.parked(partition, live, moment.now());
      case TaskState.Running _, TaskState.Ended _ -> {}
    }
  }

  private void admit(OwnedPartition partition, LiveTask live, @Nullable Instant notBefore) {
    if (live.isQueued() || live.seek() != null) {
      return;
    }
    if (notBefore != null && notBefore.isAfter(moment.now())) {
      timers.set(Timer.Kind.DISPATCH, notBefore, partition, live);
      backlog.parked(partition, live, moment.now());
    } else if (options.knows().test(live.task().start().call().toolName())) {
      dispatcher.enqueue(partition, live, seeker.firstOf(live));
    } else {
      if (live.timer(Timer.Kind.TOOL) == null) {
        timers.set(Timer.Kind.TOOL, moment.now().plus(options.unknownToolGrace()), partition, live);
      }
      backlog.parked(partition, live, moment.now());
    }
  }

  /** All tasks of a partition that were found at the takeover are in. */
  void complete(OwnedPartition partition) {
    dispatcher.complete(partition);
  }

  /** The tasks of a partition are somebody else's. */
  void forget(OwnedPartition partition) {
    for (LiveTask live : partition.tasks()) {
      seeker.forget(live);
      timers.cancelAll(live);
    }
    dispatcher.forget(partition);
    backlog.forget(partition);
  }
}
