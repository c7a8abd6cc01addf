package io.offstage.worker.schedule.simulation;

import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.worker.schedule.AttemptId;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Write;
import java.util.Collection;

/** An attempt whose task runs no longer, or no longer here, has been asked to stop. */
final class WorkStopsWithItsTask extends Invariant {

  @Override
  void decided(VirtualWorker worker, Entry entry) {
    for (Write write : entry.writes()) {
      if (write instanceof Write.Snapshot snapshot
          && !(snapshot.event().task().state() instanceof TaskState.Running)) {
        Task task = snapshot.event().task();
        VirtualAttempt attempt =
            worker.attempt(
                new AttemptId(
                    entry.partition(), entry.term(), task.id(), task.attempts().attempt()));
        if (attempt != null && !attempt.isInterrupted()) {
          throw broken("%s goes on after %s".formatted(attempt.id(), snapshot.event().type()));
        }
      }
    }
  }

  @Override
  void stepped(Collection<VirtualWorker> workers) {
    for (VirtualWorker worker : workers) {
      for (VirtualAttempt attempt : worker.attempts()) {
        Holding holding = worker.holding(attempt.id().partition());
        boolean held =
            holding != null && holding.term() == attempt.id().term() && !holding.isReleased();
        if (!held && !attempt.isInterrupted()) {
          throw broken("%s goes on, and its partition is gone".formatted(attempt.id()));
        }
      }
    }
  }
}
