package io.offstage.worker.schedule.simulation;

import io.offstage.limit.PoolLimits;
import io.offstage.task.EventType;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.worker.schedule.AttemptId;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Break the rules of deciding. What each remembers, it remembers for one history. */
final class DecisionMutants {

  private DecisionMutants() {}

  /** What a given-up attempt says is taken for its successor's word. */
  static final class StaleAttemptAccepted extends Mutant {
    private final Map<String, AttemptId> latest = new HashMap<>();

    @Override
    Message message(Message message) {
      return message instanceof Message.AttemptEnded ended
          ? new Message.AttemptEnded(
              latest.getOrDefault(ended.id().taskId(), ended.id()), ended.outcome(), ended.output())
          : message;
    }

    @Override
    Decided decided(Message message, Decided decided) {
      decided.starts().forEach(start -> latest.put(start.id().taskId(), start.id()));
      return decided;
    }
  }

  /** A resume that comes twice is accepted twice. */
  static final class ResumeNotIdempotent extends Mutant {
    private final Map<String, Task> pending = new HashMap<>();
    private final Map<String, Integer> slots = new HashMap<>();

    @Override
    Decided decided(Message message, Decided decided) {
      boolean resumes =
          message instanceof Message.Received received
              && received.command() instanceof Command.Resume;
      Decided altered = resumes ? altered(decided, write -> resumedAgain(write)) : decided;
      snapshots(decided).forEach(event -> pending.put(event.task().id(), event.task()));
      for (Entry entry : decided.entries()) {
        for (Write write : entry.writes()) {
          if (write instanceof Write.Snapshot(var event, var slot)) {
            slots.put(event.task().id(), slot);
          }
        }
      }
      return altered;
    }

    private Write resumedAgain(Write write) {
      if (write instanceof Write.Refuse refuse) {
        Task task = pending.get(refuse.refusal().taskId());
        if (task != null && task.state() instanceof TaskState.Pending) {
          Task after = task.evolve(new TaskEvent.Resumed(RawJson.NULL), refuse.refusal().at());
          return new Write.Snapshot(
              new LifecycleEvent(
                  EventType.RESUMED, after, refuse.refusal().at(), refuse.refusal().commandId()),
              slots.getOrDefault(after.id(), 0));
        }
      }
      return write;
    }
  }

  /** Commands of a sort to tasks of a sort are consumed and nothing else. */
  abstract static class Ignoring extends Mutant {
    private final Set<String> tasks = new HashSet<>();

    abstract boolean ignores(Command command);

    abstract boolean concerns(Task after);

    @Override
    Message message(Message message) {
      return message instanceof Message.Received m
              && ignores(m.command())
              && tasks.contains(m.command().taskId())
          ? ignored(m)
          : message;
    }

    @Override
    Decided decided(Message message, Decided decided) {
      for (LifecycleEvent event : snapshots(decided)) {
        if (concerns(event.task())) {
          tasks.add(event.task().id());
        } else {
          tasks.remove(event.task().id());
        }
      }
      return decided;
    }
  }

  /** A cancel of a task that waits for a slot is consumed and nothing else. */
  static final class CancelIgnoredWhenQueued extends Ignoring {
    @Override
    boolean ignores(Command command) {
      return command instanceof Command.Cancel;
    }

    @Override
    boolean concerns(Task after) {
      return after.state() instanceof TaskState.Pending;
    }
  }

  /** One task more may wait than is set. */
  static final class QueueOffByOne extends Mutant {
    @Override
    Message message(Message message) {
      if (!(message instanceof Message.LimitsChanged changed)) {
        return message;
      }
      Map<LimitName, LimitSetting> more = new HashMap<>();
      changed
          .limits()
          .set()
          .forEach(
              (name, s) ->
                  more.put(
                      name,
                      new LimitSetting(
                          s.max(),
                          s.maxQueued() == null ? null : s.maxQueued() + 1,
                          s.updatedAt(),
                          s.updatedBy())));
      return new Message.LimitsChanged(new PoolLimits(more));
    }
  }

  /** A parent that waits for a verdict is not told that its child was taken. */
  static final class AcceptedInSilence extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return new Decided(
          decided.entries().stream()
              .map(
                  e ->
                      new Entry(
                          e.partition(),
                          e.term(),
                          e.consumed(),
                          e.writes().stream()
                              .filter(
                                  write ->
                                      !(write instanceof Write.Send send
                                          && send.command() instanceof Command.ChildAccepted))
                              .toList()))
              .toList(),
          decided.starts(),
          decided.interrupts(),
          decided.readBacks(),
          decided.held());
    }
  }

  /** A parent is told of each end twice. */
  static final class ChildToldTwice extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return withMore(
          decided,
          write ->
              write instanceof Write.Send send && send.command() instanceof Command.ChildFinished);
    }
  }

  /** A step that is made again starts its children again. */
  static final class ChildrenStartedTwice extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return withMore(
          decided,
          write -> write instanceof Write.Send send && send.command() instanceof Command.Start);
    }
  }

  /** Nobody asks an attempt to stop. */
  static final class InterruptsForgotten extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return new Decided(
          decided.entries(), decided.starts(), List.of(), decided.readBacks(), decided.held());
    }
  }

  /** A slot does not come back when its attempt was given up. */
  static final class SlotLeaks extends Mutant {
    @Override
    Message message(Message message) {
      return message instanceof Message.AttemptEnded ended
              && ended.outcome() instanceof Outcome.Cancelled
          ? new Message.Tick()
          : message;
    }
  }

  /** The end of a child whose parent has ended is consumed and nothing else. */
  static final class OrphansForgotten extends Ignoring {
    @Override
    boolean ignores(Command command) {
      return command instanceof Command.ChildFinished;
    }

    @Override
    boolean concerns(Task after) {
      return !after.isLive();
    }
  }

  /** A record of the same place that concerns nobody. */
  private static Message ignored(Message.Received m) {
    return new Message.Received(
        m.partition(),
        m.term(),
        m.offset(),
        m.startedFrom(),
        new Command.Cancel("nobody", "ignored", null, null, false));
  }

  private static List<LifecycleEvent> snapshots(Decided decided) {
    List<LifecycleEvent> events = new ArrayList<>();
    for (Entry entry : decided.entries()) {
      for (Write write : entry.writes()) {
        if (write instanceof Write.Snapshot snapshot) {
          events.add(snapshot.event());
        }
      }
    }
    return events;
  }

  private static Decided altered(Decided decided, UnaryOperator<Write> change) {
    return new Decided(
        decided.entries().stream()
            .map(
                e ->
                    new Entry(
                        e.partition(),
                        e.term(),
                        e.consumed(),
                        e.writes().stream().map(change).toList()))
            .toList(),
        decided.starts(),
        decided.interrupts(),
        decided.readBacks(),
        decided.held());
  }

  private static Decided withMore(Decided decided, Predicate<Write> twice) {
    return new Decided(
        decided.entries().stream()
            .map(
                e -> {
                  List<Write> writes = new ArrayList<>(e.writes());
                  e.writes().stream().filter(twice).forEach(writes::add);
                  return new Entry(e.partition(), e.term(), e.consumed(), writes);
                })
            .toList(),
        decided.starts(),
        decided.interrupts(),
        decided.readBacks(),
        decided.held());
  }
}
