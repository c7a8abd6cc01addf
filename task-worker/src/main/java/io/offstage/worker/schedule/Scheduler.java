package io.offstage.worker.schedule;

import io.offstage.task.TaskCommand;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to the tasks of the partitions a worker owns. One message at a time, one
 * thread.
 *
 * <p>A slot and a permit of the key are held while an attempt's code runs, also when it runs on
 * past its timeout or cancel: they come back with {@link Message.AttemptEnded}, and what such an
 * attempt says is stale.
 */
public final class Scheduler {

  private final OwnedPartitions partitions;
  private final Moment moment = new Moment();
  private final Limits limits;
  private final Timers timers = new Timers();
  private final Backlog backlog;
  private final Dispatcher dispatcher;
  private final PermitSeeker seeker;
  private final Changes changes;
  private final Admission admission;
  private final Succession succession;
  private final Starter starter;
  private final Children children;
  private final Commands commands;
  private final Reports reports;
  private final Ownership ownership;

  public Scheduler(SchedulerOptions options) {
    limits = new Limits(options.limits());
    partitions = new OwnedPartitions(options, limits);
    backlog = new Backlog(options.window(), options.slots(), timers, partitions);
    dispatcher = new Dispatcher(options.slots(), backlog);
    seeker = new PermitSeeker(options, moment, limits, dispatcher, timers);
    changes = new Changes(options.worker(), moment, dispatcher, timers, seeker);
    admission = new Admission(options, moment, timers, backlog, dispatcher, seeker);
    succession = new Succession(changes, admission::admit);
    starter = new Starter(moment, timers, dispatcher, seeker, changes, succession);
    BusyKeys busyKeys = new BusyKeys(limits, options.injectTool());
    Arrivals arrivals = new Arrivals(moment, busyKeys, admission, starter, changes);
    children = new Children(options, moment, admission, arrivals, succession, changes);
    Requests requests = new Requests(moment, admission, children, changes);
    commands = new Commands(partitions, moment, arrivals, requests, children, seeker);
    reports = new Reports(partitions, moment, dispatcher, admission, children, changes);
    ownership = new Ownership(options.worker(), partitions, moment, seeker, admission, changes);
  }

  /**
   * Reacts to one message.
   *
   * @param at the time it is
   */
  public Effects handle(Message message, Instant at) {
    moment.begin(at);
    switch (message) {
      case Message.Gained m -> ownership.gained(m);
      case Message.Loaded m -> ownership.loaded(m);
      case Message.ReadBack m -> readBack(m);
      case Message.Received m -> commands.received(m);
      case Message.AttemptEnded m -> reports.ended(m);
      case Message.StepMade m -> reports.stepMade(m);
      case Message.Draining m -> ownership.draining(m);
      case Message.Released m -> ownership.released(m);
      case Message.Lost m -> ownership.lose(m.partition());
      case Message.LimitsChanged m -> limitsChanged(m);
      case Message.Tick _ -> fireTimers();
    }
    children.injectUnhandled();
    starter.dispatch();
    backlog.serve();
    backlog.handOver(moment.effects());
    return moment.effects();
  }

  /** All input records of a partition below this offset are consumed, durably. */
  public void durableBelow(int number, long offset) {
    OwnedPartition partition = partitions.find(number);
    if (partition != null) {
      partition.startWindow().durableBelow(offset);
    }
  }

  /** When the next timer is due, or null. */
  public @Nullable Instant nextDue() {
    Instant whole = timers.next();
    Instant away = backlog.nextDue();
    return whole == null || (away != null && away.isBefore(whole)) ? away : whole;
  }

  /** How many attempts of a partition have code running. */
  public int running(int partition) {
    return dispatcher.running(partitions.find(partition));
  }

  /** How many attempts have code running on this worker, for whatever partition. */
  public int running() {
    return dispatcher.running();
  }

  /** Whether one more attempt may start on this worker. */
  public boolean hasFreeSlot() {
    return dispatcher.hasRoom();
  }

  /** How many live tasks are in memory whole. */
  public int whole() {
    return partitions.all().stream().mapToInt(OwnedPartition::whole).sum();
  }

  /** Whether tasks of this partition that were found at the takeover are still to come. */
  public boolean lacksTasks(int partition) {
    OwnedPartition owned = partitions.find(partition);
    return owned != null && owned.lacksTasks();
  }

  private void readBack(Message.ReadBack read) {
    OwnedPartition partition = partitions.find(read.partition(), read.term());
    if (partition != null) {
      for (int i = 0; i < read.slots().size(); i++) {
        LiveTask live = admission.restore(partition, read.slots().get(i), read.tasks().get(i));
        succession.cameBack(partition, live);
      }
      fireTimers();
    }
  }

  private void limitsChanged(Message.LimitsChanged changed) {
    limits.become(changed.limits());
    for (OwnedPartition partition : partitions.all()) {
      seeker.introduce(partition);
      partition.limitOwner().apply(moment.effects());
      dispatcher.offerAll(partition);
    }
  }

  private void fireTimers() {
    partitions.all().forEach(partition -> backlog.due(partition, moment.now()));
    for (Timer due = timers.pollDue(moment.now());
        due != null;
        due = timers.pollDue(moment.now())) {
      OwnedPartition partition = due.partition();
      LiveTask live = due.task();
      int attempt = live.task().attempts().attempt();
      switch (due.kind()) {
        case DISPATCH -> {}
        case ATTEMPT -> changes.decide(partition, live, new TaskCommand.ExpireAttempt(attempt));
        case TOTAL -> changes.decide(partition, live, new TaskCommand.ExpireTotal());
        case QUEUE -> changes.decide(partition, live, new TaskCommand.ExpireQueue());
        case PERMIT -> seeker.expired(partition, live);
        case TOOL -> changes.decide(partition, live, new TaskCommand.GiveUpOnTool());
      }
      admission.admit(partition, live);
    }
  }
}
