package io.offstage.worker.schedule;

import io.offstage.task.ChildEnd;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What passes between parents and children: starts, cancels and ends. An end whose addressee can no
 * longer deal with it goes to a task that does nothing else, where the pool has such a tool.
 * Belongs to its scheduler.
 */
final class Children {

  private final String pool;
  private final @Nullable String injectTool;
  private final Moment moment;
  private final Admission admission;
  private final Arrivals arrivals;
  private final Succession succession;
  private final Changes changes;

  Children(
      SchedulerOptions options,
      Moment moment,
      Admission admission,
      Arrivals arrivals,
      Succession succession,
      Changes changes) {
    this.pool = options.pool();
    this.injectTool = options.injectTool();
    this.moment = moment;
    this.admission = admission;
    this.arrivals = arrivals;
    this.succession = succession;
    this.changes = changes;
  }

  /** Whether memory lacks somebody whom a command is about; asked back then. */
  boolean isAway(OwnedPartition partition, Command command) {
    if (partition.isAway(command.taskId())) {
      return true;
    }
    LiveTask parent = partition.task(command.taskId());
    return switch (command) {
      case Command.ChildFinished told ->
          succession.isAway(partition, told.concurrencyKey(), parent, told.child().taskId());
      case Command.ChildSuspended told ->
          succession.isAway(partition, told.concurrencyKey(), parent, told.childId());
      default -> false;
    };
  }

  /** Starts those that the parent has not started before. */
  void start(OwnedPartition partition, Task parent, List<TaskStart> children) {
    for (TaskStart child : children) {
      if (!parent.family().children().contains(child.taskId())) {
        Place place = new Place(child.placement().pool(), child.placement().concurrencyKey());
        TraceContext own = child.lineage().trace();
        TraceContext trace = own == null ? parent.start().lineage().trace() : own;
        moment.effects().write(partition, new Write.Send(place, new Command.Start(child), trace));
      }
    }
  }

  /** Passes a cancel of the parent on. */
  void cancel(
      OwnedPartition partition,
      Command.Cancel cancel,
      String child,
      Place place,
      @Nullable TraceContext trace) {
    Command.Cancel passedOn =
        new Command.Cancel(
            child, cancel.commandId() + ":" + child, cancel.reason(), cancel.requestedBy(), true);
    moment.effects().write(partition, new Write.Send(place, passedOn, trace));
  }

  /** The owner of a child has taken it. */
  void accepted(OwnedPartition partition, Command.ChildAccepted accepted) {
    LiveTask parent = partition.task(accepted.taskId());
    if (parent != null) {
      changes.decide(partition, parent, new TaskCommand.TellChildAccepted(accepted.childId()));
      admission.admit(partition, parent);
    }
  }

  /** A child asks for input, or has got it. */
  void suspended(OwnedPartition partition, Command.ChildSuspended child) {
    LiveTask parent = partition.task(child.taskId());
    LiveTask told =
        Succession.isGone(parent, child.childId())
            ? succession.guardian(partition, child.concurrencyKey(), child.childId())
            : parent;
    if (told != null) {
      changes.decide(
          partition, told, new TaskCommand.TellChildSuspended(child.childId(), child.suspended()));
      admission.admit(partition, told);
    }
  }

  /** A child has ended. */
  void finished(
      OwnedPartition partition, Command.ChildFinished finished, Message.Received received) {
    ChildEnd end =
        new ChildEnd(
            finished.child().taskId(),
            finished.child().status(),
            new Position(received.partition(), received.offset()));
    LiveTask parent = partition.task(finished.taskId());
    if (parent != null && !Succession.isGone(parent, end.taskId())) {
      if (changes.decide(partition, parent, new TaskCommand.TellChildEnd(end))) {
        parent.tell(finished.child());
      }
      admission.admit(partition, parent);
    } else if (!succession.tell(partition, finished.concurrencyKey(), end, finished.child())
        && injectTool != null) {
      TaskStart inject = ChildEnds.injection(pool, injectTool, finished, moment.now());
      if (partition.isNew(inject.taskId())) {
        arrivals
            .begin(partition, Task.beginToldOf(inject, end), received.offset())
            .tell(finished.child());
      }
    }
  }

  /** What a task was told too late to deal with goes where it would have gone after its end. */
  void injectUnhandled() {
    for (Changes.Unhandled left : changes.takeUnhandled()) {
      Task ended = left.ended();
      if (injectTool == null || ended.start().call().toolName().equals(injectTool)) {
        continue;
      }
      for (ChildEnd end : ended.family().inbox()) {
        if (succession.tell(
            left.partition(), ended.start().placement().concurrencyKey(), end, null)) {
          continue;
        }
        TaskStart inject = ChildEnds.injection(injectTool, ended, end, moment.now());
        if (left.partition().isNew(inject.taskId())) {
          arrivals.begin(left.partition(), Task.beginToldOf(inject, end), end.toldAt().offset());
        }
      }
    }
  }
}
