package io.offstage.worker.schedule;

import io.offstage.task.Decision;
import io.offstage.task.ParentRef;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskRules;
import io.offstage.task.TaskState;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.LifecycleEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one place where tasks change: asks the rules, applies the events, and sees to what every
 * event brings with it: its snapshot, the interrupt of an attempt that no longer counts, the
 * release of its permits, word to the parent of a task that has ended, and its hooks. Belongs to
 * its scheduler.
 */
final class Changes {

  /** A task that this message has ended with ends of children in its inbox. */
  record Unhandled(OwnedPartition partition, Task ended) {}

  private final String worker;
  private final Moment moment;
  private final Dispatcher dispatcher;
  private final Timers timers;
  private final PermitSeeker seeker;
  private final List<Unhandled> unhandled = new ArrayList<>();

  Changes(String worker, Moment moment, Dispatcher dispatcher, Timers timers, PermitSeeker seeker) {
    this.worker = worker;
    this.moment = moment;
    this.dispatcher = dispatcher;
    this.timers = timers;
    this.seeker = seeker;
  }

  /** What has been left unhandled since this was asked last. */
  List<Unhandled> takeUnhandled() {
    List<Unhandled> taken = List.copyOf(unhandled);
    unhandled.clear();
    return taken;
  }

  /** An attempt of a task starts on this worker. */
  void start(OwnedPartition partition, LiveTask live) {
    decide(partition, live, new TaskCommand.Start(worker));
  }

  /** Like the other, of a command that nobody waits for an answer to. */
  boolean decide(OwnedPartition partition, LiveTask live, TaskCommand command) {
    return decide(partition, live, command, null);
  }

  /**
   * Asks the rules and applies what follows.
   *
   * @param cause id of the command, which a refusal is answered to; null where nobody waits
   * @return whether anything changed
   */
  boolean decide(
      OwnedPartition partition, LiveTask live, TaskCommand command, @Nullable String cause) {
    return switch (TaskRules.decide(live.task(), command, moment.now())) {
      case Decision.Accepted accepted -> {
        accepted.events().forEach(event -> apply(partition, live, event, cause));
        yield !accepted.events().isEmpty();
      }
      case Decision.Refused refused -> {
        if (cause != null) {
          moment
              .effects()
              .write(
                  partition,
                  new Write.Refuse(
                      new CommandRefused(
                          live.id(),
                          cause,
                          refused.reason(),
                          live.task().status().wireName(),
                          moment.now())));
        }
        yield false;
      }
    };
  }

  private void apply(
      OwnedPartition partition, LiveTask live, TaskEvent event, @Nullable String cause) {
    Instant now = moment.now();
    Effects effects = moment.effects();
    Task before = live.task();
    Task after = before.evolve(event, now);
    live.become(after);
    effects.write(
        partition,
        new Write.Snapshot(new LifecycleEvent(event.type(), after, now, cause), live.slot()));
    ThreadTurns.changed(partition, before.state(), after)
        .ifPresent(key -> dispatcher.freed(partition, key));
    ChildEnds.suspended(event, after).ifPresent(told -> effects.write(partition, told));
    if (before.state() instanceof TaskState.Running
        && !(after.state() instanceof TaskState.Running)) {
      interrupt(partition, before);
      timers.cancel(live, Timer.Kind.ATTEMPT);
      seeker.letGo(partition, live);
    }
    if (!after.isLive()) {
      seeker.letGo(partition, live);
      live.leaveQueue();
      timers.cancelAll(live);
      partition.ended(live);
      if (!after.family().inbox().isEmpty()) {
        unhandled.add(new Unhandled(partition, after));
      }
      ParentRef parent = after.start().lineage().parent();
      if (parent != null) {
        effects.write(partition, ChildEnds.tell(parent, after));
      }
      HookStarts.of(after, now).forEach(hook -> effects.write(partition, hook));
    }
  }

  /** Asks an attempt to stop if its code still runs here. */
  void interrupt(OwnedPartition partition, Task running) {
    AttemptId id = attemptOf(partition, running);
    if (dispatcher.runs(id)) {
      moment.effects().interrupt(id);
    }
  }

  /** The task's current attempt on this worker. */
  static AttemptId attemptOf(OwnedPartition partition, Task task) {
    return new AttemptId(
        partition.number(), partition.term(), task.id(), task.attempts().attempt());
  }

  /** Answers a command about a task that is not here. */
  void refuse(
      OwnedPartition partition, String taskId, String commandId, String what, String status) {
    moment
        .effects()
        .write(
            partition,
            new Write.Refuse(
                new CommandRefused(
                    taskId, commandId, "Task " + taskId + " " + what, status, moment.now())));
  }
}
