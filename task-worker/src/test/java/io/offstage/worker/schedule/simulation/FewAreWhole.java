package io.offstage.worker.schedule.simulation;

import io.offstage.worker.schedule.SchedulerOptions;
import java.util.Collection;

/**
 * G8: no more tasks are whole than the window allows, those that run, what is read back, and some
 * of a key that starves.
 */
final class FewAreWhole extends Invariant {

  private static final int SOME = 8;

  @Override
  void stepped(Collection<VirtualWorker> workers) {
    for (VirtualWorker worker : workers) {
      SchedulerOptions options = worker.options();
      int partitions = worker.holdings().size();
      int most =
          worker.attempts().size()
              + partitions * (options.window().perPartition() + 3 * options.slots() + SOME);
      if (worker.scheduler().whole() > most) {
        throw broken(
            "%s holds %d tasks whole, %d are allowed"
                .formatted(worker.name(), worker.scheduler().whole(), most));
      }
    }
  }
}
