package io.offstage.worker.schedule.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One history: a seed, some steps of trouble, then rest, then all over again. */
final class Simulation {

  private static final int STEPS = 80;

  private final Chance chance;
  private final History history;
  private final VirtualClock clock = new VirtualClock();
  private final Flavor flavor;
  private final List<Invariant> invariants;
  private final Script script;
  private final SetLimits limits;
  private final Workload workload;
  private final Fleet fleet;
  private final Cluster cluster;
  private final Odds odds;

  Simulation(long seed, Mutant mutant, History history) {
    this.chance = new Chance(seed);
    this.history = history;
    this.flavor = Flavor.pick(chance);
    this.invariants = invariants(flavor);
    this.cluster = new Cluster(flavor.partitions(), invariants, mutant);
    this.script = new Script(chance, flavor.keys());
    this.workload = new Workload(chance, cluster, clock, flavor);
    this.limits = new SetLimits(chance, flavor.keys());
    this.fleet =
        new Fleet(new World(cluster, clock, script, limits, invariants, mutant, history), flavor);
    this.odds = odds();
    history.add(flavor::toString);
  }

  private Odds odds() {
    return new Odds(chance)
        .add(10, workload::start)
        .add(2, workload::startAgain)
        .add(4, workload::cancel)
        .add(4, workload::resume)
        .add(5, () -> fleet.assign(anyPartition(), anyWorker()))
        .add(7, () -> fleet.recover(anyPartition()))
        .add(18, () -> receive(anyWorker()))
        .add(9, () -> begin(anyWorker()))
        .add(9, () -> decide(anyWorker()))
        .add(12, () -> act(anyWorker()))
        .add(8, () -> readBack(anyWorker()))
        .add(5, () -> anyWorker().tick())
        .add(4, () -> clock.advance(chance.upTo(Duration.ofSeconds(4))))
        .add(1, () -> clock.advance(chance.upTo(Duration.ofMinutes(2))))
        .add(4, () -> move(anyWorker()))
        .add(2, () -> fleet.crash(anyWorker(), chance.oneIn(2)))
        .add(2, () -> expel(anyWorker()))
        .add(1, () -> learn(anyWorker()))
        .add(1, this::changeLimits)
        .add(2, limits::change)
        .add(4, () -> anyWorker().learnLimits())
        .add(1, this::outage);
  }

  private static List<Invariant> invariants(Flavor flavor) {
    List<Invariant> all = new ArrayList<>();
    if (flavor.encodes()) {
      all.add(new BytesSayTheSame());
    }
    if (flavor.injects()) {
      all.add(new EndsAreTakenIn());
    }
    Collections.addAll(
        all,
        new NothingIsLost(),
        new EndedIsEnded(),
        new LimitsHold(flavor::limitOf),
        new NamedLimitsHold(flavor),
        new PermitsComeBack(),
        new QueuesHold(flavor),
        new VerdictsAreGiven(),
        new OneWriter(),
        new MovesAreLegal(),
        new OnlyTheCurrentAttemptSpeaks(),
        new DeliveriesAreCounted(),
        new RecoveredTasksStartDurably(),
        new ChildrenStartOnce(),
        new ParentsAreToldOnce(),
        new FloorIsLowEnough(),
        new RecoveryIsBounded(flavor.maxScan()),
        new CopiesRepeatTheLatest(),
        new FewAreWhole(),
        new SlotsHold(),
        new WorkStopsWithItsTask(),
        new CommandsAreAnswered(flavor.remembersAll()));
    return all;
  }

  /**
   * Plays the history.
   *
   * @throws BrokenInvariant if something happens that must not
   */
  void run() {
    for (int i = 0; i < STEPS; i++) {
      odds.next();
      settle();
    }
    history.add(() -> "--- rest ---");
    script.calmDown();
    rest();
    history.add(() -> "--- all over again ---");
    int before = cluster.snapshots();
    workload.startAllAgain();
    fleet.crashAll(false);
    rewind();
    rest();
    if (cluster.snapshots() != before) {
      throw new BrokenInvariant(Simulation.class, "what came again was done again");
    }
  }

  private void rest() {
    new Rest(fleet, cluster, clock, script, workload, this::settle).come();
    invariants.forEach(invariant -> invariant.atRest(cluster));
  }

  private void settle() {
    for (VirtualWorker worker : List.copyOf(fleet.workers())) {
      if (worker.isDying()) {
        fleet.crash(worker, chance.oneIn(2));
      }
    }
    invariants.forEach(invariant -> invariant.stepped(fleet.workers()));
  }

  private VirtualWorker anyWorker() {
    return chance.pick(fleet.workers());
  }

  private int anyPartition() {
    return chance.below(flavor.partitions());
  }

  private void receive(VirtualWorker worker) {
    for (Holding holding : List.copyOf(worker.holdings())) {
      if (!holding.isReleased() && chance.oneIn(2)) {
        for (int i = chance.below(3); i >= 0 && !worker.isDying(); i--) {
          worker.receive(holding);
        }
      }
    }
  }

  private void begin(VirtualWorker worker) {
    if (worker.journal().canBegin()) {
      worker.beginTransaction();
    }
  }

  private void decide(VirtualWorker worker) {
    if (worker.journal().isOpen() && chance.oneIn(flavor.commitLatency())) {
      if (chance.oneIn(8)) {
        worker.abortTransaction();
      } else {
        worker.commitTransaction();
      }
    }
  }

  private static void readBack(VirtualWorker worker) {
    if (worker.canReadBack()) {
      worker.readBack();
    }
  }

  private void act(VirtualWorker worker) {
    List<VirtualAttempt> able = worker.attempts().stream().filter(worker::mayAct).toList();
    if (!able.isEmpty()) {
      VirtualAttempt attempt = chance.pick(able);
      worker.act(attempt, script.next(attempt, worker.now()));
    }
  }

  /** A planned move goes one step on: drain, release, acknowledge. */
  private void move(VirtualWorker worker) {
    if (worker.isExpelled() || worker.holdings().isEmpty()) {
      return;
    }
    Holding holding = chance.pick(List.copyOf(worker.holdings()));
    if (!holding.isDraining()) {
      if (chance.oneIn(3)) {
        worker.drain(holding);
      }
    } else if (!holding.isReleased()) {
      worker.release(holding);
    } else {
      fleet.acknowledge(worker, holding);
    }
  }

  /** The group goes on without a worker that has paused for too long; others take over. */
  private void expel(VirtualWorker worker) {
    if (fleet.workers().size() > 1) {
      fleet.expel(worker);
      for (int partition = 0; partition < flavor.partitions(); partition++) {
        fleet.assign(partition, anyWorker());
      }
    }
  }

  private void learn(VirtualWorker worker) {
    if (worker.isExpelled()) {
      worker.learn();
    }
  }

  private void changeLimits() {
    if (flavor.changes()) {
      fleet.set(flavor.changed(chance));
    }
  }

  /** All workers die, and an operator resets the group. */
  private void outage() {
    fleet.crashAll(chance.oneIn(2));
    rewind();
  }

  /**
   * Not where ends are injected: what follows the last taken start is read again, and an end that
   * was dealt with would be injected.
   */
  private void rewind() {
    for (int partition = 0; partition < flavor.partitions(); partition++) {
      if (!flavor.injects() && chance.oneIn(2)) {
        fleet.rewind(partition, chance.below((int) cluster.mark(partition).next() + 1));
      }
    }
  }
}
