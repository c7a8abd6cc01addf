package io.offstage.worker.schedule.simulation;

import java.util.Collection;

/** No worker runs more attempts than it has slots, and it knows how many it runs. */
final class SlotsHold extends Invariant {

  @Override
  void stepped(Collection<VirtualWorker> workers) {
    for (VirtualWorker worker : workers) {
      int attempts = worker.attempts().size();
      if (attempts > worker.options().slots()) {
        throw broken("%s runs %d attempts".formatted(worker.name(), attempts));
      }
      if (attempts != worker.scheduler().running()) {
        throw broken(
            "%s runs %d attempts and believes %d"
                .formatted(worker.name(), attempts, worker.scheduler().running()));
      }
    }
  }
}
