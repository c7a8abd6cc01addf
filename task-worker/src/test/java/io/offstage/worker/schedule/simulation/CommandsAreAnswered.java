package io.offstage.worker.schedule.simulation;

import io.offstage.topic.Command;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.schedule.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cancel or resume of a task that is known leads to an event or to a refusal, together with its
 * consumption.
 */
final class CommandsAreAnswered extends Invariant {

  private final boolean endedAreRemembered;
  private final Set<TaskName> known = new HashSet<>();

  CommandsAreAnswered(boolean endedAreRemembered) {
    this.endedAreRemembered = endedAreRemembered;
  }

  @Override
  void committed(TaskName task, @Nullable LifecycleEvent before, LifecycleEvent event) {
    if (event.task().isLive() || endedAreRemembered) {
      known.add(task);
    } else {
      known.remove(task);
    }
  }

  @Override
  void consumed(CommandRecord record, List<Write> writes) {
    String commandId =
        switch (record.command()) {
          case Command.Cancel cancel -> cancel.commandId();
          case Command.Resume resume -> resume.commandId();
          case Command.Start _,
              Command.ChildAccepted _,
              Command.ChildSuspended _,
              Command.ChildFinished _,
              Command.Permits _ ->
              null;
        };
    TaskName name = new TaskName(record.at().partition(), record.command().taskId());
    if (commandId != null
        && known.contains(name)
        && writes.stream().noneMatch(write -> answers(write, commandId))) {
      throw broken("%s has no answer".formatted(record));
    }
  }

  private static boolean answers(Write write, String commandId) {
    return switch (write) {
      case Write.Snapshot snapshot -> commandId.equals(snapshot.event().cause());
      case Write.Refuse refuse -> commandId.equals(refuse.refusal().commandId());
      default -> false;
    };
  }
}
