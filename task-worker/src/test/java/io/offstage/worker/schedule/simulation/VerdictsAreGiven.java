package io.offstage.worker.schedule.simulation;

import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import java.util.HashSet;
import java.util.Set;

/** The parent of a child that asked not to wait is told that it was taken, once, or of its end. */
final class VerdictsAreGiven extends Invariant {

  private final Set<String> accepted = new HashSet<>();

  @Override
  void appended(CommandRecord record) {
    if (!record.isForwarded()
        && record.command() instanceof Command.ChildAccepted told
        && !accepted.add(told.childId())) {
      throw broken("%s was accepted twice".formatted(told.childId()));
    }
  }

  @Override
  void atRest(Cluster cluster) {
    cluster
        .latest()
        .forEach(
            (name, event) -> {
              Task task = event.task();
              boolean asked =
                  task.start().lineage().parent() != null
                      && task.start().placement().backpressure() != Backpressure.QUEUE;
              if (asked && accepted.contains(task.id()) == wasRefused(task)) {
                throw broken("%s: %s".formatted(name, task.state()));
              }
            });
  }

  private static boolean wasRefused(Task task) {
    return switch (task.state()) {
      case TaskState.Failed failed ->
          failed.error().code() == ErrorCode.REJECTED
              || failed.error().code() == ErrorCode.QUEUE_FULL;
      case TaskState.Cancelled _ -> task.version() == 1;
      default -> false;
    };
  }
}
