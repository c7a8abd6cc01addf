package io.offstage.worker.schedule.simulation;

import io.offstage.task.ParentRef;
import io.offstage.topic.Command;
import io.offstage.topic.LifecycleEvent;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** G10: a step and the children it starts become visible together, and once. */
final class ChildrenStartOnce extends Invariant {

  private final Set<String> started = new HashSet<>();
  private final Set<String> claimed = new HashSet<>();

  @Override
  void appended(CommandRecord record) {
    if (record.command() instanceof Command.Start start) {
      ParentRef parent = start.task().lineage().parent();
      if (parent != null && !started.add(start.taskId())) {
        throw broken("%s of %s was started twice".formatted(start.taskId(), parent.taskId()));
      }
    }
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    claimed.addAll(event.task().family().children());
  }

  @Override
  void transactionEnded(Cluster cluster) {
    if (!started.equals(claimed)) {
      throw broken("started are %s, but parents say %s".formatted(started, claimed));
    }
  }
}
