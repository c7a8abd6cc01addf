package io.offstage.worker.schedule.simulation;

import io.offstage.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The end of a history: no more trouble, and everything that can go on does. */
final class Rest {

  private static final int MOST_ROUNDS = 500;

  private final Fleet fleet;
  private final Cluster cluster;
  private final VirtualClock clock;
  private final Script script;
  private final Workload workload;
  private final Runnable settle;

  Rest(
      Fleet fleet,
      Cluster cluster,
      VirtualClock clock,
      Script script,
      Workload workload,
      Runnable settle) {
    this.fleet = fleet;
    this.cluster = cluster;
    this.clock = clock;
    this.script = script;
    this.workload = workload;
    this.settle = settle;
  }

  void come() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (!round() && !resumeOne() && !passTime()) {
        return;
      }
    }
    throw new BrokenInvariant(Rest.class, "everything goes on and on");
  }

  private boolean round() {
    boolean moved = false;
    for (int i = 0; i < fleet.workers().size(); i++) {
      moved |= finishOldBusiness(fleet.workers().get(i));
      settle.run();
    }
    for (int partition = 0; partition < cluster.partitions(); partition++) {
      moved |= fleet.assign(partition, fleet.workers().getFirst());
      moved |= fleet.recover(partition);
      settle.run();
    }
    for (int i = 0; i < fleet.workers().size(); i++) {
      moved |= work(fleet.workers().get(i));
      settle.run();
    }
    return moved;
  }

  private boolean finishOldBusiness(VirtualWorker worker) {
    boolean moved = worker.learnLimits();
    if (worker.isExpelled()) {
      moved = true;
      worker.learn();
    }
    moved |= write(worker);
    for (Holding holding : List.copyOf(worker.holdings())) {
      if (holding.isDraining()) {
        if (!holding.isReleased()) {
          worker.release(holding);
        }
        write(worker);
        moved |= fleet.acknowledge(worker, holding);
      }
    }
    return moved;
  }

  private boolean work(VirtualWorker worker) {
    boolean moved = false;
    for (Holding holding : List.copyOf(worker.holdings())) {
      while (!worker.isDying() && worker.receive(holding)) {
        moved = true;
      }
    }
    moved |= !worker.isDying() && write(worker);
    while (!worker.isDying() && worker.canReadBack()) {
      worker.readBack();
      moved = true;
    }
    for (VirtualAttempt attempt : List.copyOf(worker.attempts())) {
      if (!worker.isDying() && worker.mayAct(attempt)) {
        worker.act(attempt, script.next(attempt, worker.now()));
        moved = true;
      }
    }
    return moved;
  }

  private static boolean write(VirtualWorker worker) {
    boolean moved = worker.journal().isOpen();
    if (moved) {
      worker.commitTransaction();
    }
    if (!worker.isDying() && worker.journal().canBegin()) {
      moved = true;
      worker.beginTransaction();
      worker.commitTransaction();
    }
    return moved;
  }

  private boolean resumeOne() {
    return cluster.latest().values().stream()
        .filter(event -> event.task().status() == TaskStatus.SUSPENDED)
        .findFirst()
        .map(
            event -> {
              workload.resume(event.task().start().placement().concurrencyKey(), event.task().id());
              return true;
            })
        .orElse(false);
  }

  /** Lets time pass to the next timer of any worker. */
  private boolean passTime() {
    Duration wait =
        fleet.workers().stream()
            .flatMap(worker -> untilDue(worker).stream())
            .min(Duration::compareTo)
            .orElse(null);
    if (wait == null) {
      return false;
    }
    clock.advance(wait.isNegative() ? Duration.ZERO : wait);
    fleet.workers().forEach(VirtualWorker::tick);
    settle.run();
    return true;
  }

  private static Optional<Duration> untilDue(VirtualWorker worker) {
    Instant due = worker.scheduler().nextDue();
    return due == null ? Optional.empty() : Optional.of(Duration.between(worker.now(), due));
  }
}
