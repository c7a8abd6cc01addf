package io.offstage.worker.schedule.simulation;

import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What may have killed a worker runs again only once the log says so. */
final class RecoveredTasksStartDurably extends Invariant {

  private final Map<TaskName, Set<String>> triedBy = new HashMap<>();

  @Override
  void codeStarted(VirtualWorker worker, VirtualAttempt attempt, Cluster cluster) {
    if (worker.isExpelled()) {
      return;
    }
    Set<String> workers = triedBy.computeIfAbsent(attempt.name(), n -> new HashSet<>());
    LifecycleEvent last = cluster.latest().get(attempt.name());
    boolean durable = last != null && runs(last.task(), attempt);
    if (durable || workers.isEmpty()) {
      workers.add(worker.name());
    } else if (!workers.contains(worker.name())) {
      throw broken(
          "%s runs on %s, and the log does not know".formatted(attempt.id(), worker.name()));
    }
  }

  private static boolean runs(Task task, VirtualAttempt attempt) {
    return task.state() instanceof TaskState.Running
        && task.attempts().attempt() == attempt.id().attempt();
  }
}
