package io.offstage.worker.schedule;

import io.offstage.task.Task;
import java.time.Duration;

/** Starts attempts of the tasks whose turn it is. Belongs to its scheduler. */
final class Starter {

  private final Moment moment;
  private final Timers timers;
  private final Dispatcher dispatcher;
  private final PermitSeeker seeker;
  private final Changes changes;
  private final Succession succession;

  Starter(
      Moment moment,
      Timers timers,
      Dispatcher dispatcher,
      PermitSeeker seeker,
      Changes changes,
      Succession succession) {
    this.moment = moment;
    this.timers = timers;
    this.dispatcher = dispatcher;
    this.seeker = seeker;
    this.changes = changes;
    this.succession = succession;
  }

  /** Starts as many as may. */
  void dispatch() {
    for (Dispatcher.Turn turn = dispatcher.next(); turn != null; turn = dispatcher.next()) {
      if (seeker.mayStart(turn)) {
        start(turn);
      }
    }
  }

  private void start(Dispatcher.Turn turn) {
    OwnedPartition partition = turn.partition();
    LiveTask live = turn.task();
    changes.start(partition, live);
    if (live.task().attempts().attempt() == 1) {
      succession.begins(partition, live);
    }
    Task task = live.task();
    AttemptId id = Changes.attemptOf(partition, task);
    dispatcher.started(id, turn);
    timers.cancel(live, Timer.Kind.QUEUE);
    timers.cancel(live, Timer.Kind.DISPATCH);
    Duration perAttempt = task.start().policy().timeLimits().perAttempt();
    if (perAttempt != null) {
      timers.set(Timer.Kind.ATTEMPT, moment.now().plus(perAttempt), partition, live);
    }
    moment.effects().start(new Effects.Start(id, task, live.told(), live.startsOnlyWhenDurable()));
  }
}
