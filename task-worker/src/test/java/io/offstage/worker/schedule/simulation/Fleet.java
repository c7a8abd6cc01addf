package io.offstage.worker.schedule.simulation;

import io.offstage.limit.PoolLimits;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.worker.schedule.Orphans;
import io.offstage.worker.schedule.SchedulerOptions;
import io.offstage.worker.schedule.StandingLimits;
import io.offstage.worker.schedule.TaskStarts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The workers and the group that shares the partitions out among them. */
final class Fleet {

  private static final Set<String> KNOWN =
      Set.of(Script.PLAIN, Script.RUN, Script.KILLER, Script.INJECT);

  private static final Set<String> KNOWN_TO_SOME = Set.of(Script.PLAIN, Script.KILLER);

  private final World world;
  private final Flavor flavor;
  private final List<VirtualWorker> workers = new ArrayList<>();
  private final Map<Integer, VirtualWorker> owners = new HashMap<>();
  private PoolLimits set = PoolLimits.NONE;
  private int born;

  Fleet(World world, Flavor flavor) {
    this.world = world;
    this.flavor = flavor;
    for (int i = 0; i < flavor.workers(); i++) {
      workers.add(newWorker());
    }
  }

  List<VirtualWorker> workers() {
    return workers;
  }

  private VirtualWorker newWorker() {
    int number = born++;
    VirtualWorker worker =
        new VirtualWorker(
            new SchedulerOptions(
                TaskStarts.POOL,
                "w" + number,
                flavor.slots(),
                new StandingLimits(
                    world.mutant().limits(flavor::limitOf),
                    null,
                    world.mutant().named(flavor.named())),
                number % 4 == 3 ? KNOWN_TO_SOME::contains : KNOWN::contains,
                Duration.ofSeconds(10),
                flavor.remembered(),
                flavor.injects() ? Orphans.into(Script.INJECT) : Orphans.DROPPED,
                flavor.window(),
                flavor.startWindow()),
            flavor.maxScan(),
            Duration.ofSeconds(number % 3),
            world);
    worker.learnNamed(set);
    // A worker serves nothing before it has read the limits.
    worker.learnLimits();
    return worker;
  }

  /** An operator sets the named limits, and all workers learn of it. */
  void set(Map<String, Integer> named) {
    Map<LimitName, LimitSetting> settings = new HashMap<>();
    world
        .mutant()
        .named(named)
        .forEach(
            (name, max) ->
                settings.put(
                    new LimitName(LimitName.Kind.LIMIT, name),
                    new LimitSetting(max, null, world.clock().now(), null)));
    set = new PoolLimits(settings);
    workers.forEach(worker -> worker.learnNamed(set));
  }

  /** Gives an unowned partition to a worker. */
  boolean assign(int partition, VirtualWorker worker) {
    if (owners.containsKey(partition) || worker.isExpelled()) {
      return false;
    }
    owners.put(partition, worker);
    return true;
  }

  /** The owner of a partition reads what stands there, as soon as no transaction may change it. */
  boolean recover(int partition) {
    VirtualWorker owner = owners.get(partition);
    if (owner == null
        || owner.holding(partition) != null
        || workers.stream().anyMatch(w -> w.journal().isOpenFor(partition))) {
      return false;
    }
    owner.gain(partition);
    return true;
  }

  /** The owner of a partition has given it away in good order. */
  boolean acknowledge(VirtualWorker worker, Holding holding) {
    if (!holding.isReleased() || worker.journal().holds(holding.partition())) {
      return false;
    }
    worker.acknowledge(holding);
    owners.remove(holding.partition(), worker);
    return true;
  }

  /** The group goes on without a worker, which does not know it yet. */
  void expel(VirtualWorker worker) {
    world.history().add(() -> worker.name() + " is expelled");
    worker.expel();
    owners.values().removeIf(worker::equals);
  }

  /** A worker dies; what it had sent may yet be committed. Another takes its place. */
  void crash(VirtualWorker worker, boolean commits) {
    world.history().add(() -> worker.name() + " crashes");
    if (worker.journal().isOpen() && commits) {
      world.cluster().commit(worker.journal().close());
    }
    owners.values().removeIf(worker::equals);
    workers.set(workers.indexOf(worker), newWorker());
  }

  /** All workers die at once. */
  void crashAll(boolean commit) {
    List.copyOf(workers).forEach(worker -> crash(worker, commit));
  }

  /** An operator resets the group's offset of a partition that nobody owns. */
  boolean rewind(int partition, long next) {
    if (owners.containsKey(partition)
        || workers.stream().anyMatch(w -> w.journal().isOpenFor(partition))) {
      return false;
    }
    world.history().add(() -> "partition " + partition + " is rewound to " + next);
    world.cluster().rewind(partition, next);
    return true;
  }
}
