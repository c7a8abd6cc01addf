package io.offstage.worker.schedule;

import io.offstage.task.Place;
import io.offstage.topic.Command;
import io.offstage.topic.Permit;
import java.time.Duration;
import java.util.List;

/**
 * Asks for the permits of named limits that tasks of this worker need, and gives them back. Belongs
 * to its scheduler.
 *
 * <p>A task asks when its turn has come, and keeps the slot of its turn for as long as a limit that
 * has room takes to answer; then the slot goes on to others, and the task waits without. One whose
 * permits come when the worker has no slot left gives them back after as long, and waits for its
 * next turn. While a limit is known to be full, its tasks keep no slot from the start.
 */
final class PermitSeeker {

  /** Between an owner's name and the permit's number in the permit's name. */
  static final String SEPARATOR = "/";

  /** How long a slot may wait for a permit, or a permit for a slot. */
  static final Duration PATIENCE = Duration.ofMillis(100);

  private final SchedulerOptions options;
  private final Moment moment;
  private final Dispatcher dispatcher;
  private final Timers timers;
  private final Limits limits;
  private long numbered;

  PermitSeeker(
      SchedulerOptions options,
      Moment moment,
      Limits limits,
      Dispatcher dispatcher,
      Timers timers) {
    this.options = options;
    this.moment = moment;
    this.dispatcher = dispatcher;
    this.timers = timers;
    this.limits = limits;
  }

  /**
   * Tells the limits that this worker owns the partition, so that what is asked for or held by its
   * earlier owners is free. Each limit is told once per term, before it is asked for anything.
   */
  void introduce(OwnedPartition partition) {
    for (String limit : limits.names().stream().sorted().toList()) {
      if (partition.introduce(limit)) {
        send(partition, new Command.PermitsVoided(limit, partition.number(), ownerOf(partition)));
      }
    }
  }

  /** The limit that a task will ask for first; empty if it needs none. */
  String firstOf(LiveTask live) {
    List<String> needed = limits.neededBy(live.task().start());
    return needed.isEmpty() ? "" : needed.getFirst();
  }

  /**
   * Whether the task whose turn it is may start: it has all its permits, or needs none. If not, it
   * asks for them, and its turn is over.
   */
  boolean mayStart(Dispatcher.Turn turn) {
    LiveTask live = turn.task();
    if (live.seek() != null) {
      timers.cancel(live, Timer.Kind.PERMIT);
      return true;
    }
    List<String> needed = limits.neededBy(live.task().start());
    if (needed.isEmpty()) {
      return true;
    }
    dispatcher.reserve(turn);
    if (!dispatcher.mayAsk(needed.getFirst())) {
      dispatcher.unreserve(live);
      dispatcher.enqueue(turn.partition(), live, needed.getFirst());
      return false;
    }
    Seek seek = new Seek(needed);
    live.seek(seek);
    if (dispatcher.isFull(seek.next())) {
      dispatcher.unreserve(live);
    } else {
      timers.set(Timer.Kind.PERMIT, moment.now().plus(PATIENCE), turn.partition(), live);
    }
    ask(turn.partition(), live, seek);
    return false;
  }

  /** A permit has been granted; whoever does not need it gives it back. */
  void granted(OwnedPartition partition, Command.PermitGranted granted) {
    LiveTask live = partition.task(granted.taskId());
    Seek seek = live == null ? null : live.seek();
    if (live != null && seek != null && granted.permit().equals(seek.outstanding())) {
      dispatcher.answered(seek.next(), live);
      seek.grant();
      if (seek.isComplete()) {
        complete(partition, live);
      } else {
        ask(partition, live, seek);
      }
    } else if (seek == null || !seek.holds(granted.permit())) {
      send(
          partition,
          new Command.PermitReleased(granted.limit(), granted.permit(), granted.taskId()));
    }
  }

  private void complete(OwnedPartition partition, LiveTask live) {
    boolean hasSlot = dispatcher.unreserve(live);
    dispatcher.ready(partition, live, hasSlot);
    timers.set(Timer.Kind.PERMIT, moment.now().plus(PATIENCE), partition, live);
  }

  /** The slot has waited for long enough, or the permits have. */
  void expired(OwnedPartition partition, LiveTask live) {
    Seek seek = live.seek();
    if (seek != null && !dispatcher.unreserve(live) && seek.isComplete()) {
      letGo(partition, live);
    }
  }

  /** Gives back all permits that a task holds or has asked for. */
  void letGo(OwnedPartition partition, LiveTask live) {
    Seek seek = live.seek();
    if (seek != null) {
      for (int i = 0; i < seek.permits().size(); i++) {
        String limit = seek.limits().get(i);
        send(partition, new Command.PermitReleased(limit, seek.permits().get(i), live.id()));
      }
      forget(live);
    }
  }

  /** Forgets what a task holds or has asked for, without a word: its partition is gone. */
  void forget(LiveTask live) {
    Seek seek = live.seek();
    if (seek != null) {
      live.seek(null);
      timers.cancel(live, Timer.Kind.PERMIT);
      if (!seek.isComplete()) {
        dispatcher.answered(seek.next(), live);
      }
      dispatcher.unreserve(live);
      dispatcher.notReady(live);
    }
  }

  private void ask(OwnedPartition partition, LiveTask live, Seek seek) {
    String permit = ownerOf(partition) + SEPARATOR + numbered++;
    seek.asked(permit);
    dispatcher.asks(seek.next(), live);
    send(
        partition,
        new Command.PermitRequested(
            seek.next(),
            permit,
            live.id(),
            live.task().start().placement().concurrencyKey(),
            partition.number()));
  }

  private void send(OwnedPartition partition, Command.Permits toLimit) {
    moment
        .effects()
        .write(
            partition,
            new Write.Send(new Place(options.pool(), Permit.addressOf(toLimit.limit())), toLimit));
  }

  private String ownerOf(OwnedPartition partition) {
    return options.worker() + "." + partition.term();
  }
}
