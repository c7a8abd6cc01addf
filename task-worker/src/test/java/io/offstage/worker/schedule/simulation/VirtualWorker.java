package io.offstage.worker.schedule.simulation;

import io.offstage.limit.PoolLimits;
import io.offstage.task.OutputMark;
import io.offstage.task.Task;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.worker.journal.RecoveryBounds;
import io.offstage.worker.schedule.AttemptId;
import io.offstage.worker.schedule.Effects;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Scheduler;
import io.offstage.worker.schedule.SchedulerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A worker process: a real scheduler, a journal, and attempts that do what the seed says. */
final class VirtualWorker {

  /** Live tasks that a new owner is told of at once. */
  private static final int AT_ONCE = 5;

  private final SchedulerOptions options;
  private final RecoveryBounds bounds;
  private final Duration skew;
  private final World world;
  private final Scheduler scheduler;
  private final Journal journal = new Journal();
  private final Map<Integer, Holding> holdings = new TreeMap<>();
  private final Map<Integer, Long> terms = new TreeMap<>();
  private final Map<AttemptId, VirtualAttempt> attempts = new LinkedHashMap<>();
  private PoolLimits limits = PoolLimits.NONE;
  private PoolLimits named = PoolLimits.NONE;
  private final List<Reading> readings = new ArrayList<>();
  private boolean expelled;
  private boolean dying;

  VirtualWorker(SchedulerOptions options, int maxScan, Duration skew, World world) {
    this.bounds = new RecoveryBounds(maxScan, Long.MAX_VALUE / 16, Duration.ofDays(1));
    this.options = options;
    this.skew = skew;
    this.world = world;
    this.scheduler = new Scheduler(options);
  }

  /** What is to be read back once so much is durable. */
  private record Reading(long number, Effects.ReadBack what) {}

  String name() {
    return options.worker();
  }

  SchedulerOptions options() {
    return options;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Journal journal() {
    return journal;
  }

  Collection<Holding> holdings() {
    return holdings.values();
  }

  @Nullable Holding holding(int partition) {
    return holdings.get(partition);
  }

  Collection<VirtualAttempt> attempts() {
    return attempts.values();
  }

  @Nullable VirtualAttempt attempt(AttemptId id) {
    return attempts.get(id);
  }

  /** What its clock shows. */
  Instant now() {
    return world.clock().now().plus(skew);
  }

  /** Whether the group has gone on without it, which it does not know yet. */
  boolean isExpelled() {
    return expelled;
  }

  void expel() {
    expelled = true;
  }

  /** Whether an attempt's code has killed this process. */
  boolean isDying() {
    return dying;
  }

  /** What it has been told of the limits of keys. */
  PoolLimits limits() {
    return limits;
  }

  /** It reads the limits topic to its end. */
  boolean learnLimits() {
    PoolLimits now = world.limits().current();
    if (now.equals(limits)) {
      return false;
    }
    limits = now;
    tellLimits();
    return true;
  }

  void gain(int partition) {
    long term = terms.merge(partition, 1L, Long::sum);
    Cluster.Recovered recovered =
        world.cluster().recover(partition, term, options.remembered(), bounds);
    holdings.put(
        partition,
        new Holding(partition, term, recovered.next(), recovered.live(), recovered.forward()));
    Message.Gained all = recovered.gained();
    world.invariants().forEach(i -> i.recovered(this, all));
    int first = Math.min(AT_ONCE, all.total());
    handle(
        new Message.Gained(
            partition,
            term,
            all.total(),
            all.live().subList(0, first),
            all.ended(),
            all.permits(),
            all.unread()),
        null);
    if (first < all.total()) {
      handle(new Message.Loaded(partition, term, all.live().subList(first, all.total())), null);
    }
  }

  /** Reads the next record of a partition, if there is one. */
  boolean receive(Holding holding) {
    CommandRecord record = world.cluster().read(holding.partition(), holding.position());
    if (record == null) {
      return false;
    }
    if (world.cluster().partitionOf(record.key()) != holding.partition()) {
      took(holding);
      world.history().add(() -> "%s forwards %s".formatted(name(), record));
      journal.add(
          List.of(
              new Handover(
                  journal.next(), holding.partition(), holding.term(), record, List.of(), true)));
      return true;
    }
    boolean held =
        handle(
            new Message.Received(
                holding.partition(),
                holding.term(),
                record.at().offset(),
                record.startedFrom(),
                record.command()),
            record);
    if (!held) {
      took(holding);
    }
    return !held;
  }

  private void took(Holding holding) {
    holding.advance();
    if (world.mutant().commitsOffsetsFirst()) {
      world.cluster().commitOffset(holding.partition(), holding.position());
    }
  }

  /** Whether something can be read back. */
  boolean canReadBack() {
    return readings.stream().anyMatch(this::isReadable);
  }

  private boolean isReadable(Reading reading) {
    return !world.mutant().readsBackWhatIsDurable() || journal.isDecidedUpTo(reading.number());
  }

  /** Reads back what was asked for first. */
  void readBack() {
    Reading reading = readings.stream().filter(this::isReadable).findFirst().orElseThrow();
    readings.remove(reading);
    Effects.ReadBack what = reading.what();
    Holding holding = holdings.get(what.partition());
    if (holding == null || holding.term() != what.term() || holding.isReleased()) {
      return;
    }
    List<Integer> slots =
        what.slots().stream().filter(slot -> holding.live().offsetOf(slot) >= 0).toList();
    List<Task> tasks =
        slots.stream()
            .map(slot -> world.cluster().snapshot(what.partition(), holding.live().offsetOf(slot)))
            .toList();
    handle(new Message.ReadBack(what.partition(), what.term(), slots, tasks), null);
  }

  void tick() {
    handle(new Message.Tick(), null);
  }

  /** Other limits hold from now on. */
  void learnNamed(PoolLimits now) {
    named = now;
    tellLimits();
  }

  private void tellLimits() {
    Map<LimitName, LimitSetting> all = new HashMap<>(named.set());
    all.putAll(limits.set());
    handle(new Message.LimitsChanged(new PoolLimits(all)), null);
  }

  void drain(Holding holding) {
    holding.drain();
    handle(new Message.Draining(holding.partition()), null);
  }

  void release(Holding holding) {
    holding.release();
    handle(new Message.Released(holding.partition()), null);
  }

  /** The partition is given away: nothing of it is left here. */
  void acknowledge(Holding holding) {
    holdings.remove(holding.partition());
  }

  /** It learns that it is no longer in the group, and joins anew. */
  void learn() {
    expelled = false;
    List.copyOf(holdings.values()).forEach(holding -> lose(holding.partition()));
  }

  void lose(int partition) {
    holdings.remove(partition);
    if (world.mutant().dropsWhatIsLost()) {
      journal.drop(partition);
    }
    handle(new Message.Lost(partition), null);
  }

  /** Sends what has been decided, or learns that it may not. */
  void beginTransaction() {
    if (expelled && world.mutant().fences()) {
      world.history().add(() -> name() + " is fenced");
      learn();
    } else {
      world.history().add(() -> name() + " sends a transaction");
      List<Transaction.Copy> all = new ArrayList<>();
      Map<Integer, Long> floors = new TreeMap<>();
      for (Holding holding : holdings.values()) {
        List<Transaction.Copy> copies = holding.forward(world.mutant(), now());
        all.addAll(copies);
        floors.put(holding.partition(), holding.floorAfter(copies));
        holding.readAhead(world.mutant(), now());
      }
      journal.begin(all, floors);
    }
  }

  void commitTransaction() {
    Transaction transaction = journal.close();
    world.history().add(() -> name() + " commits " + transaction.copies());
    List<Transaction.Placed> placed =
        world
            .cluster()
            .commit(transaction.with(world.mutant().transaction(transaction.handovers())));
    for (Transaction.Placed each : placed) {
      Holding holding = holdings.get(each.partition());
      if (holding != null && holding.term() == each.term()) {
        holding.committed(each, now());
      }
    }
    journal.committed(transaction);
    holdings
        .keySet()
        .forEach(
            partition ->
                scheduler.durableBelow(
                    partition, world.mutant().durable(world.cluster().mark(partition).next())));
    for (VirtualAttempt attempt : List.copyOf(attempts.values())) {
      if (!attempt.codeRuns() && !attempt.isInterrupted() && attempt.mayGoOn(journal.durable())) {
        startCode(attempt);
      }
    }
  }

  /** The broker aborts: the state of these partitions is forgotten, to be recovered. */
  void abortTransaction() {
    Transaction transaction = journal.close();
    world.history().add(() -> name() + " aborts");
    for (Holding holding : List.copyOf(holdings.values())) {
      int partition = holding.partition();
      if (transaction.handovers().stream().noneMatch(holding::decided)) {
        continue;
      }
      if (holding.isReleased()) {
        journal.drop(partition);
      } else {
        lose(partition);
      }
    }
  }

  /** Whether the code of an attempt is free to do something. */
  boolean mayAct(VirtualAttempt attempt) {
    return attempt.mayGoOn(journal.durable());
  }

  void act(VirtualAttempt attempt, Act act) {
    switch (act) {
      case Act.End end -> {
        attempts.remove(attempt.id());
        handle(new Message.AttemptEnded(attempt.id(), end.outcome(), OutputMark.NONE), null);
      }
      case Act.Step step -> {
        attempt.waitFor(journal.next());
        attempt.started(step.children());
        handle(
            new Message.StepMade(attempt.id(), step.children(), step.handled(), OutputMark.NONE),
            null);
      }
    }
  }

  /** Whether the message is to come again. */
  private boolean handle(Message real, @Nullable CommandRecord record) {
    Message message = world.mutant().message(real);
    Decided decided = world.mutant().decided(message, Decided.of(scheduler.handle(message, now())));
    world.history().add(() -> Telling.of(this, message, record, decided));
    long number = journal.next();
    journal.add(
        decided.entries().stream()
            .map(
                entry ->
                    new Handover(
                        number,
                        entry.partition(),
                        entry.term(),
                        entry.consumed() == Entry.NOTHING_CONSUMED ? null : record,
                        entry.writes(),
                        false))
            .toList());
    decided.interrupts().forEach(this::interrupt);
    decided.starts().forEach(start -> start(start, number));
    decided.readBacks().forEach(what -> readings.add(new Reading(number, what)));
    world.invariants().forEach(i -> decided.entries().forEach(entry -> i.decided(this, entry)));
    return decided.held();
  }

  private void start(Effects.Start start, long number) {
    VirtualAttempt attempt =
        new VirtualAttempt(start.id(), start.task(), start.onlyWhenDurable() ? number : 0);
    attempts.put(attempt.id(), attempt);
    if (!start.onlyWhenDurable()) {
      startCode(attempt);
    }
  }

  private void startCode(VirtualAttempt attempt) {
    attempt.codeStarts();
    world.invariants().forEach(i -> i.codeStarted(this, attempt, world.cluster()));
    dying |= Script.kills(attempt.task());
  }

  private void interrupt(AttemptId id) {
    VirtualAttempt attempt = attempts.get(id);
    if (attempt != null) {
      attempt.interrupt();
    }
  }
}
