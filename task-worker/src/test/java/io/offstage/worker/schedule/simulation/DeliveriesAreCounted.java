package io.offstage.worker.schedule.simulation;

import io.offstage.topic.LifecycleEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * No task is given to more workers than it may be, so none can kill for ever. One death more than
 * that may pass: a start that nobody has seen before does not wait until it is durable. Workers
 * that the group has expelled, and that do not know, do not count.
 */
final class DeliveriesAreCounted extends Invariant {

  private final Map<TaskName, Integer> deaths = new HashMap<>();

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    int most = event.task().start().policy().workerLoss().maxDeliveries();
    if (event.task().attempts().deliveries() > most) {
      throw broken("%s: delivered %d times".formatted(task, event.task().attempts().deliveries()));
    }
  }

  @Override
  void codeStarted(VirtualWorker worker, VirtualAttempt attempt, Cluster cluster) {
    if (Script.kills(attempt.task()) && !worker.isExpelled()) {
      int most = attempt.task().start().policy().workerLoss().maxDeliveries();
      if (deaths.merge(attempt.name(), 1, Integer::sum) > most + 1) {
        throw broken("%s kills for the %dth time".formatted(attempt.name(), most + 2));
      }
    }
  }
}
