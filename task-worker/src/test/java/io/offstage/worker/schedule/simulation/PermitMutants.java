package io.offstage.worker.schedule.simulation;

import io.offstage.task.Place;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import io.offstage.topic.Permit;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.TaskStarts;
import io.offstage.worker.schedule.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Break the rules of permits. Each lives for one history. */
final class PermitMutants {

  private PermitMutants() {}

  /** A task that is to be tried again, or waits or is suspended, keeps its permits. */
  static final class ReleaseForgottenOnPark extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return without(
          decided,
          (entry, write) ->
              write instanceof Write.Send send
                  && send.command() instanceof Command.PermitReleased released
                  && parks(entry, released.taskId()));
    }

    private static boolean parks(Entry entry, String taskId) {
      return entry.writes().stream()
          .anyMatch(
              write ->
                  write instanceof Write.Snapshot snapshot
                      && snapshot.event().task().id().equals(taskId)
                      && !(snapshot.event().task().state() instanceof TaskState.Ended));
    }
  }

  /** Nobody gives back what a task had asked for that was cancelled meanwhile. */
  static final class DeadAskersForgotten extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return message instanceof Message.Received m
              && (m.command() instanceof Command.Cancel
                  || m.command() instanceof Command.PermitGranted)
          ? without(
              decided,
              (_, write) ->
                  write instanceof Write.Send send
                      && send.command() instanceof Command.PermitReleased)
          : decided;
    }
  }

  /** The first grant of a limit is not counted. */
  static final class OneTooManyGranted extends Mutant {
    @Override
    Map<String, Integer> named(Map<String, Integer> named) {
      Map<String, Integer> more = new HashMap<>(named);
      more.replaceAll((_, most) -> most + 1);
      return more;
    }
  }

  /** A new owner of a limit does not know which permits are granted. */
  static final class GrantsForgottenOnRecovery extends Mutant {
    @Override
    Message message(Message message) {
      return withPermits(message, false);
    }
  }

  /** A new owner of a limit does not know who has asked. */
  static final class AskersForgottenOnRecovery extends Mutant {
    @Override
    Message message(Message message) {
      return withPermits(message, true);
    }
  }

  /** A new owner of a partition does not give back what its tasks held and asked for. */
  static final class DeadOwnersKeepPermits extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      return without(
          decided,
          (_, write) ->
              write instanceof Write.Send send && send.command() instanceof Command.PermitsVoided);
    }
  }

  /** Permits are given back as soon as they are granted. */
  static final class GrantsAnsweredByRelease extends Mutant {
    @Override
    Decided decided(Message message, Decided decided) {
      if (!(message instanceof Message.Received m)
          || !(m.command() instanceof Command.PermitGranted granted)) {
        return decided;
      }
      return changed(
          decided,
          entry -> {
            List<Write> writes = new ArrayList<>(entry.writes());
            writes.add(
                new Write.Send(
                    new Place(TaskStarts.POOL, Permit.addressOf(granted.limit())),
                    new Command.PermitReleased(
                        granted.limit(), granted.permit(), granted.taskId())));
            return writes;
          });
    }
  }

  private static Message withPermits(Message message, boolean granted) {
    return message instanceof Message.Gained m
        ? new Message.Gained(
            m.partition(),
            m.term(),
            m.total(),
            m.live(),
            m.ended(),
            m.permits().stream().filter(permit -> permit.granted() == granted).toList(),
            m.unread())
        : message;
  }

  private static Decided without(Decided decided, BiPredicate<Entry, Write> left) {
    return changed(
        decided,
        entry -> entry.writes().stream().filter(write -> !left.test(entry, write)).toList());
  }

  private static Decided changed(Decided decided, Function<Entry, List<Write>> writes) {
    return new Decided(
        decided.entries().stream()
            .map(e -> new Entry(e.partition(), e.term(), e.consumed(), writes.apply(e)))
            .toList(),
        decided.starts(),
        decided.interrupts(),
        decided.readBacks(),
        decided.held());
  }
}
