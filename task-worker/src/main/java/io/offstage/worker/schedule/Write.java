package io.offstage.worker.schedule;

import io.offstage.task.Place;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.Permit;
import io.offstage.topic.RawRecord;
import org.jspecify.annotations.Nullable;

/** A record that an entry brings into a topic. */
public sealed interface Write {

  /**
   * A task's snapshot, into the lifecycle topic.
   *
   * @param slot what the task goes by among the live ones of its partition
   */
  record Snapshot(LifecycleEvent event, int slot) implements Write {}

  /**
   * A permit of a named limit as it stands now, into the lifecycle topic of the limit's address.
   *
   * @param permit null once it is released
   * @param consumed offset of the command that led to it; −1 where none did
   */
  record PermitState(String id, @Nullable Permit permit, long consumed) implements Write {}

  /**
   * A command for a task, possibly of another pool.
   *
   * @param trace the trace of what led to it
   */
  record Send(Place to, Command command, @Nullable TraceContext trace) implements Write {

    /** A command belongs to the trace that it names itself, if it does. */
    public Send(Place to, Command command) {
      this(to, command, traceOf(command));
    }

    private static @Nullable TraceContext traceOf(Command command) {
      return switch (command) {
        case Command.Start(TaskStart task) -> task.lineage().trace();
        case Command.ChildFinished finished -> finished.trace();
        case Command.Cancel _,
            Command.Resume _,
            Command.ChildAccepted _,
            Command.ChildSuspended _,
            Command.Permits _ ->
            null;
      };
    }
  }

  /** The answer to a command that breaks a rule, into the output topic. */
  record Refuse(CommandRefused refusal) implements Write {}

  /** A record that belongs to another partition, on to that one. */
  record Forward(RawRecord record, int partition) implements Write {}

  /**
   * A record that cannot be understood, into the dead letter topic.
   *
   * @param reason a sentence that names what is wrong
   */
  record DeadLetter(RawRecord record, String reason) implements Write {}
}
