package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.topic.Command;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** New tasks: whether they are wanted, and what becomes of them first. Belongs to its scheduler. */
final class Arrivals {

  private final Moment moment;
  private final BusyKeys busyKeys;
  private final Admission admission;
  private final Starter starter;
  private final Changes changes;

  Arrivals(
      Moment moment, BusyKeys busyKeys, Admission admission, Starter starter, Changes changes) {
    this.moment = moment;
    this.busyKeys = busyKeys;
    this.admission = admission;
    this.starter = starter;
    this.changes = changes;
  }

  /**
   * A task begins, unless a cancel came before it.
   *
   * @param offset of the input record that began it
   */
  LiveTask begin(OwnedPartition partition, Task task, long offset) {
    LiveTask live =
        admission.add(
            partition,
            task,
            partition.spilled().allocate(),
            !partition.startWindow().isOpenTo(offset));
    boolean _ = partition.heirs().add(task);
    Command.Cancel early = partition.takeEarlyCancel(task.id(), moment.now());
    if (early != null) {
      changes.decide(partition, live, new TaskCommand.Cancel(early.reason()), early.commandId());
      return live;
    }
    arrive(partition, live);
    if (live.task().isLive()) {
      ChildEnds.accept(live.task()).ifPresent(told -> moment.effects().write(partition, told));
    }
    return live;
  }

  /** A new task starts, waits, or is refused because its key is busy. */
  private void arrive(OwnedPartition partition, LiveTask live) {
    TaskCommand.Refuse rejection = busyKeys.rejection(partition, live.task(), moment.now());
    if (rejection != null) {
      changes.decide(partition, live, rejection);
      return;
    }
    admission.admit(partition, live);
    starter.dispatch();
    if (live.task().version() == 0) {
      TaskCommand.Refuse full = busyKeys.queueFull(live);
      changes.decide(partition, live, full != null ? full : new TaskCommand.Enqueue(toolBy(live)));
    }
  }

  /** When a task is given up that waits for a worker that knows its tool; null for any other. */
  private static @Nullable Instant toolBy(LiveTask live) {
    Timer timer = live.timer(Timer.Kind.TOOL);
    return timer == null ? null : timer.at().truncatedTo(ChronoUnit.MILLIS);
  }
}
