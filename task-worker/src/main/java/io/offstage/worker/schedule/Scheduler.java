package io.offstage.worker.schedule;

import io.offstage.task.ChildEnd;
import io.offstage.task.Outcome;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final Duration EARLY_CANCELS_KEPT = Duration.ofMinutes(10);

  private final SchedulerOptions options;
  private final Limits limits;
  private final BusyKeys busyKeys;
  private final Map<Integer, OwnedPartition> partitions = new HashMap<>();
  private final Dispatcher dispatcher;
  private final Timers timers = new Timers();
  private final Backlog backlog;
  private final PermitSeeker seeker;
  private final Changes changes;
  private final Succession succession;
  private long arrivals;
  private Instant now = Instant.EPOCH;
  private Effects effects = new Effects();

  public Scheduler(SchedulerOptions options) {
    this.options = options;
    this.limits = new Limits(options.limits());
    this.busyKeys = new BusyKeys(limits, options.injectTool());
    this.backlog = new Backlog(options.window(), options.slots(), timers);
    this.dispatcher = new Dispatcher(options.slots(), backlog);
    this.seeker = new PermitSeeker(options, limits, dispatcher, timers);
    this.changes = new Changes(dispatcher, timers, seeker);
    this.succession = new Succession(changes, this::admit);
  }

  /**
   * Reacts to one message.
   *
   * @param at the time it is
   */
  public Effects handle(Message message, Instant at) {
    now = at;
    effects = new Effects();
    changes.begin(effects, at);
    seeker.begin(effects, at);
    switch (message) {
      case Message.Gained m -> gained(m);
      case Message.Loaded m -> loaded(m);
      case Message.ReadBack m -> readBack(m);
      case Message.Received m -> received(m);
      case Message.AttemptEnded m -> attemptEnded(m);
      case Message.StepMade m -> stepMade(m);
      case Message.Draining m -> draining(m);
      case Message.Released m -> released(m);
      case Message.Lost m -> lose(m.partition());
      case Message.LimitsChanged m -> limitsChanged(m);
      case Message.Tick _ -> fireTimers();
    }
    injectUnhandled();
    dispatch();
    backlog.serve();
    backlog.handOver(partitions.values(), effects);
    return effects;
  }

  /** When the next timer is due, or null. */
  public @Nullable Instant nextDue() {
    Instant whole = timers.next();
    Instant away = Backlog.nextDue(partitions.values());
    return whole == null || (away != null && away.isBefore(whole)) ? away : whole;
  }

  /** How many attempts of a partition have code running. */
  public int running(int partition) {
    return dispatcher.running(partitions.get(partition));
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
    return partitions.values().stream().mapToInt(OwnedPartition::whole).sum();
  }

  /** Whether tasks of this partition that were found at the takeover are still to come. */
  public boolean lacksTasks(int partition) {
    OwnedPartition owned = partitions.get(partition);
    return owned != null && owned.lacksTasks();
  }

  private void gained(Message.Gained gained) {
    lose(gained.partition());
    OwnedPartition partition = new OwnedPartition(gained, limits, options, now);
    partitions.put(gained.partition(), partition);
    seeker.introduce(partition);
    partition.limitOwner().apply(limits, effects);
    takeOver(partition, gained.live());
  }

  private void loaded(Message.Loaded loaded) {
    OwnedPartition partition = owned(loaded.partition(), loaded.term());
    if (partition != null) {
      takeOver(partition, loaded.live());
    }
  }

  private void takeOver(OwnedPartition partition, List<Task> found) {
    for (Task task : found) {
      LiveTask live = add(partition, task, partition.nextFound(), true);
      partition.heirs().add(task);
      ThreadTurns.found(partition, task);
      if (task.state() instanceof TaskState.Running running) {
        boolean own = running.worker().equals(options.worker());
        changes.decide(
            partition, live, own ? new TaskCommand.Drain() : new TaskCommand.LoseWorker());
      }
      admit(partition, live);
    }
    if (!partition.lacksTasks()) {
      dispatcher.complete(partition);
    }
  }

  private void readBack(Message.ReadBack read) {
    OwnedPartition partition = owned(read.partition(), read.term());
    if (partition != null) {
      for (int i = 0; i < read.slots().size(); i++) {
        restore(partition, read.slots().get(i), read.tasks().get(i));
      }
      fireTimers();
    }
  }

  private void restore(OwnedPartition partition, int slot, Task task) {
    Spilled spilled = partition.spilled();
    boolean queued = spilled.isQueued(slot);
    boolean taken = spilled.isTaken(slot);
    Instant toolDue = spilled.toolDue(slot, now);
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
    succession.cameBack(partition, live);
  }

  private @Nullable OwnedPartition owned(int number, long term) {
    OwnedPartition partition = partitions.get(number);
    return partition != null && partition.term() == term ? partition : null;
  }

  private void limitsChanged(Message.LimitsChanged changed) {
    limits.become(changed.limits());
    for (OwnedPartition partition : partitions.values()) {
      seeker.introduce(partition);
      partition.limitOwner().apply(limits, effects);
      dispatcher.offerAll(partition);
    }
  }

  private void received(Message.Received received) {
    OwnedPartition partition = owned(received.partition(), received.term());
    if (partition == null) {
      return;
    }
    if (isAboutATask(received.command()) && isAway(partition, received.command())) {
      effects.held();
      return;
    }
    effects.consume(partition, received.offset());
    switch (received.command()) {
      case Command.Start start -> start(partition, start.task(), received);
      case Command.Cancel cancel -> cancel(partition, cancel);
      case Command.Resume resume -> resume(partition, resume);
      case Command.ChildAccepted accepted -> childAccepted(partition, accepted);
      case Command.ChildSuspended child -> childSuspended(partition, child);
      case Command.ChildFinished finished -> childFinished(partition, finished, received);
      case Command.PermitGranted granted -> seeker.granted(partition, granted);
      case Command.Permits forLimit ->
          partition.limitOwner().handle(forLimit, received.offset(), limits, effects);
    }
  }

  /** Whether memory lacks somebody whom a command is about. */
  private boolean isAway(OwnedPartition partition, Command command) {
    if (partition.isAway(command.taskId())) {
      return true;
    }
    LiveTask parent = partition.task(command.taskId());
    return switch (command) {
      case Command.ChildFinished told ->
          succession.isAway(partition, told.concurrencyKey(), parent, told.child().taskId());
      case Command.ChildSuspended told ->
          succession.isAway(partition, told.concurrencyKey(), parent, told.childId());
      default -> false;
    };
  }

  /** Whether a command needs the task it is about, which must be there. */
  private static boolean isAboutATask(Command command) {
    return switch (command) {
      case Command.Cancel _,
          Command.Resume _,
          Command.ChildFinished _,
          Command.ChildSuspended _,
          Command.ChildAccepted _ ->
          true;
      case Command.Start _, Command.Permits _ -> false;
    };
  }

  private void start(OwnedPartition partition, TaskStart start, Message.Received received) {
    if (partition.isNew(start.taskId())) {
      begin(partition, Task.begin(start, received.startedFrom()), received.offset());
    }
  }

  private LiveTask begin(OwnedPartition partition, Task task, long offset) {
    LiveTask live =
        add(
            partition,
            task,
            partition.spilled().allocate(),
            partition.startsOnlyWhenDurable(offset));
    Command.Cancel early = partition.takeEarlyCancel(task.id(), now);
    if (early != null) {
      changes.decide(partition, live, new TaskCommand.Cancel(early.reason()), early.commandId());
      return live;
    }
    arrive(partition, live);
    if (live.task().isLive()) {
      ChildEnds.accept(live.task()).ifPresent(told -> effects.write(partition, told));
    }
    return live;
  }

  /** A new task starts, waits, or is refused because its key is busy. */
  private void arrive(OwnedPartition partition, LiveTask live) {
    TaskCommand.Refuse rejection = busyKeys.rejection(partition, live.task(), now);
    if (rejection != null) {
      changes.decide(partition, live, rejection);
      return;
    }
    admit(partition, live);
    dispatch();
    if (live.task().version() == 0) {
      TaskCommand.Refuse full = busyKeys.queueFull(live);
      changes.decide(partition, live, full != null ? full : new TaskCommand.Enqueue());
    }
  }

  private void cancel(OwnedPartition partition, Command.Cancel cancel) {
    LiveTask live = partition.task(cancel.taskId());
    if (live != null) {
      TraceContext trace = live.task().start().lineage().trace();
      Map<String, Place> children = live.task().family().open();
      changes.decide(partition, live, new TaskCommand.Cancel(cancel.reason()), cancel.commandId());
      admit(partition, live);
      if (cancel.subtree()) {
        children.forEach((child, place) -> forward(partition, cancel, child, place, trace));
      }
    } else if (partition.hasEnded(cancel.taskId())) {
      changes.refuse(partition, cancel.taskId(), cancel.commandId(), "has already ended", "ended");
    } else {
      partition.keep(cancel, now.plus(EARLY_CANCELS_KEPT));
    }
  }

  private void forward(
      OwnedPartition partition,
      Command.Cancel cancel,
      String child,
      Place place,
      @Nullable TraceContext trace) {
    effects.write(
        partition,
        new Write.Send(
            place,
            new Command.Cancel(
                child,
                cancel.commandId() + ":" + child,
                cancel.reason(),
                cancel.requestedBy(),
                true),
            trace));
  }

  private void resume(OwnedPartition partition, Command.Resume resume) {
    LiveTask live = partition.task(resume.taskId());
    if (live != null) {
      changes.decide(partition, live, new TaskCommand.Resume(resume.data()), resume.commandId());
      admit(partition, live);
    } else if (partition.hasEnded(resume.taskId())) {
      changes.refuse(partition, resume.taskId(), resume.commandId(), "has already ended", "ended");
    } else {
      changes.refuse(partition, resume.taskId(), resume.commandId(), "is not known", "unknown");
    }
  }

  private void childAccepted(OwnedPartition partition, Command.ChildAccepted accepted) {
    LiveTask parent = partition.task(accepted.taskId());
    if (parent != null) {
      changes.decide(partition, parent, new TaskCommand.TellChildAccepted(accepted.childId()));
      admit(partition, parent);
    }
  }

  private void childSuspended(OwnedPartition partition, Command.ChildSuspended child) {
    LiveTask parent = partition.task(child.taskId());
    LiveTask told =
        Succession.isGone(parent, child.childId())
            ? succession.guardian(partition, child.concurrencyKey(), child.childId())
            : parent;
    if (told != null) {
      changes.decide(
          partition, told, new TaskCommand.TellChildSuspended(child.childId(), child.suspended()));
      admit(partition, told);
    }
  }

  private void childFinished(
      OwnedPartition partition, Command.ChildFinished finished, Message.Received received) {
    ChildEnd end =
        new ChildEnd(
            finished.child().taskId(),
            finished.child().status(),
            new Position(received.partition(), received.offset()));
    LiveTask parent = partition.task(finished.taskId());
    if (parent != null && !Succession.isGone(parent, end.taskId())) {
      if (changes.decide(partition, parent, new TaskCommand.TellChildEnd(end))) {
        parent.tell(finished.child());
      }
      admit(partition, parent);
    } else if (!succession.tell(partition, finished.concurrencyKey(), end, finished.child())
        && options.injectTool() != null) {
      TaskStart inject = ChildEnds.injection(options.pool(), options.injectTool(), finished, now);
      if (partition.isNew(inject.taskId())) {
        begin(partition, Task.beginToldOf(inject, end), received.offset()).tell(finished.child());
      }
    }
  }

  /** What a task was told too late to deal with goes where it would have gone after its end. */
  private void injectUnhandled() {
    String tool = options.injectTool();
    for (Changes.Unhandled left : changes.takeUnhandled()) {
      Task ended = left.ended();
      if (tool == null || ended.start().call().toolName().equals(tool)) {
        continue;
      }
      for (ChildEnd end : ended.family().inbox()) {
        if (succession.tell(
            left.partition(), ended.start().placement().concurrencyKey(), end, null)) {
          continue;
        }
        TaskStart inject = ChildEnds.injection(tool, ended, end, now);
        if (left.partition().isNew(inject.taskId())) {
          begin(left.partition(), Task.beginToldOf(inject, end), end.toldAt().offset());
        }
      }
    }
  }

  private void attemptEnded(Message.AttemptEnded ended) {
    OwnedPartition partition = dispatcher.stopped(ended.id());
    LiveTask live = current(ended.id());
    if (partition == null || live == null) {
      effects.stale();
      return;
    }
    live.become(live.task().with(ended.output()));
    if (!(ended.outcome() instanceof Outcome.Cancelled)) {
      live.hasRun();
    }
    if (ended.outcome() instanceof Outcome.Waits waits) {
      sendStarts(partition, live.task(), waits.children());
    }
    changes.decide(partition, live, new TaskCommand.End(ended.id().attempt(), ended.outcome()));
    admit(partition, live);
  }

  private void stepMade(Message.StepMade step) {
    OwnedPartition partition = partitions.get(step.id().partition());
    LiveTask live = current(step.id());
    if (partition == null || live == null) {
      effects.stale();
      return;
    }
    live.become(live.task().with(step.output()));
    sendStarts(partition, live.task(), step.children());
    changes.decide(
        partition,
        live,
        new TaskCommand.Advance(step.id().attempt(), step.children(), step.handled()));
  }

  private void sendStarts(OwnedPartition partition, Task parent, List<TaskStart> children) {
    for (TaskStart child : children) {
      if (!parent.family().children().contains(child.taskId())) {
        Place place = new Place(child.placement().pool(), child.placement().concurrencyKey());
        TraceContext trace = child.lineage().trace();
        effects.write(
            partition,
            new Write.Send(
                place,
                new Command.Start(child),
                trace == null ? parent.start().lineage().trace() : trace));
      }
    }
  }

  /** The task, if this is its current attempt. */
  private @Nullable LiveTask current(AttemptId id) {
    OwnedPartition partition = partitions.get(id.partition());
    if (partition == null || partition.term() != id.term()) {
      return null;
    }
    LiveTask live = partition.task(id.taskId());
    return live != null
            && live.task().state() instanceof TaskState.Running
            && live.task().attempts().attempt() == id.attempt()
        ? live
        : null;
  }

  private void draining(Message.Draining draining) {
    OwnedPartition partition = partitions.get(draining.partition());
    if (partition != null) {
      partition.drain();
    }
  }

  private void released(Message.Released released) {
    OwnedPartition partition = partitions.get(released.partition());
    if (partition != null) {
      for (LiveTask live : partition.tasks()) {
        changes.decide(partition, live, new TaskCommand.Drain());
        seeker.letGo(partition, live);
      }
      forget(partition);
    }
  }

  private void lose(int number) {
    OwnedPartition partition = partitions.get(number);
    if (partition != null) {
      for (LiveTask live : partition.tasks()) {
        changes.interrupt(partition, live.task());
      }
      forget(partition);
    }
  }

  private void forget(OwnedPartition partition) {
    partitions.remove(partition.number());
    partition.drain();
    for (LiveTask live : partition.tasks()) {
      seeker.forget(live);
      timers.cancelAll(live);
    }
    dispatcher.forget(partition);
    backlog.forget(partition);
  }

  private LiveTask add(OwnedPartition partition, Task task, int slot, boolean onlyWhenDurable) {
    LiveTask live = new LiveTask(task, slot, arrivals++, onlyWhenDurable);
    partition.add(live);
    setTimeouts(partition, live);
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
  private void admit(OwnedPartition partition, LiveTask live) {
    switch (live.task().state()) {
      case TaskState.Pending pending -> admit(partition, live, pending.notBefore());
      case TaskState.Waiting waiting -> {
        if (waiting.isOver(live.task().family(), now)) {
          admit(partition, live, null);
        } else if (waiting.until() != null) {
          admit(partition, live, waiting.until());
        } else {
          backlog.parked(partition, live, now);
        }
      }
      case TaskState.Suspended _ -> backlog.parked(partition, live, now);
      case TaskState.Running _, TaskState.Ended _ -> {}
    }
  }

  private void admit(OwnedPartition partition, LiveTask live, @Nullable Instant notBefore) {
    if (live.isQueued() || live.seek() != null) {
      return;
    }
    if (notBefore != null && notBefore.isAfter(now)) {
      timers.set(Timer.Kind.DISPATCH, notBefore, partition, live);
      backlog.parked(partition, live, now);
    } else if (options.knows().test(live.task().start().call().toolName())) {
      dispatcher.enqueue(partition, live, seeker.firstOf(live));
    } else {
      if (live.timer(Timer.Kind.TOOL) == null) {
        timers.set(Timer.Kind.TOOL, now.plus(options.unknownToolGrace()), partition, live);
      }
      backlog.parked(partition, live, now);
    }
  }

  private void dispatch() {
    for (Dispatcher.Turn turn = dispatcher.next(); turn != null; turn = dispatcher.next()) {
      if (seeker.mayStart(turn)) {
        start(turn);
      }
    }
  }

  private void start(Dispatcher.Turn turn) {
    OwnedPartition partition = turn.partition();
    LiveTask live = turn.task();
    changes.decide(partition, live, new TaskCommand.Start(options.worker()));
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
      timers.set(Timer.Kind.ATTEMPT, now.plus(perAttempt), partition, live);
    }
    effects.start(new Effects.Start(id, task, live.told(), live.startsOnlyWhenDurable()));
  }

  private void fireTimers() {
    partitions.values().forEach(partition -> backlog.due(partition, now));
    for (Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
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
      admit(partition, live);
    }
  }
}
