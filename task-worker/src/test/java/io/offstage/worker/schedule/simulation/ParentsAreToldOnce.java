package io.offstage.worker.schedule.simulation;

import io.offstage.topic.Command;
import io.offstage.topic.LifecycleEvent;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A child's end and its parent's notice become visible together, and once. */
final class ParentsAreToldOnce extends Invariant {

  private final Set<String> told = new HashSet<>();
  private final Set<String> ended = new HashSet<>();

  @Override
  void appended(CommandRecord record) {
    if (record.command() instanceof Command.ChildFinished finished
        && !told.add(finished.child().taskId())) {
      throw broken(
          "%s is told twice of %s".formatted(finished.taskId(), finished.child().taskId()));
    }
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    if (!event.task().isLive() && event.task().start().lineage().parent() != null) {
      ended.add(task.id());
    }
  }

  @Override
  void transactionEnded(Cluster cluster) {
    if (!told.equals(ended)) {
      throw broken("ended have %s, but told are %s".formatted(ended, told));
    }
  }
}
