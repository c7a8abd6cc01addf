package io.offstage.worker.schedule;

import io.offstage.task.ChildEnd;
import io.offstage.task.Family;
import io.offstage.task.Task;
import io.offstage.task.TaskCommand;
import io.offstage.task.TaskState;
import io.offstage.topic.FinishedChild;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who takes over from whom: a run that begins takes over what earlier ones of its key wait for
 * between their turns, and hears of ends whose parent has ended. Belongs to its scheduler.
 */
final class Succession {

  private final Changes changes;
  private final BiConsumer<OwnedPartition, LiveTask> admit;

  /**
   * @param admit lets a task go on if it may
   */
  Succession(Changes changes, BiConsumer<OwnedPartition, LiveTask> admit) {
    this.changes = changes;
    this.admit = admit;
  }

  /** A task begins its first attempt. Whoever is away is asked back, and hands over then. */
  void begins(OwnedPartition partition, LiveTask live) {
    if (!partition.heirs().add(live.task())) {
      return;
    }
    for (String id : partition.heirs().of(keyOf(live))) {
      LiveTask earlier = partition.task(id);
      if (earlier == null) {
        partition.want(partition.spilled().find(id));
      } else if (earlier != live) {
        handOver(partition, earlier, live);
      }
    }
  }

  /** A task is whole again: a later one may have begun meanwhile. */
  void cameBack(OwnedPartition partition, LiveTask live) {
    List<String> heirs = partition.heirs().of(keyOf(live));
    if (heirs.size() > 1 && heirs.contains(live.id())) {
      LiveTask last = partition.task(heirs.getLast());
      if (last != null && last != live) {
        handOver(partition, live, last);
      }
    }
  }

  private void handOver(OwnedPartition partition, LiveTask earlier, LiveTask later) {
    Family left = earlier.task().family();
    List<FinishedChild> told = earlier.told();
    if (changes.decide(partition, earlier, new TaskCommand.HandOver(later.id()))) {
      changes.decide(partition, later, new TaskCommand.TakeOver(left));
      told.forEach(later::tell);
      admit.accept(partition, earlier);
    }
  }

  /** Whether a task does not hear of this child any more, be it that it has ended. */
  static boolean isGone(@Nullable LiveTask parent, String child) {
    if (parent == null) {
      return true;
    }
    Family family = parent.task().family();
    return family.handedOver() && !family.open().containsKey(child);
  }

  /** Whether somebody who may have to hear of a child is away; asked back then. */
  boolean isAway(OwnedPartition partition, String key, @Nullable LiveTask parent, String child) {
    return isGone(parent, child)
        && partition.heirs().of(key).stream().anyMatch(id -> partition.isAway(id));
  }

  /**
   * Who hears of the child of a task that is gone: whoever has taken it over.
   *
   * @return null if nobody has
   */
  @Nullable LiveTask guardian(OwnedPartition partition, String key, String child) {
    LiveTask guardian = null;
    for (String id : partition.heirs().of(key)) {
      LiveTask heir = partition.task(id);
      if (heir != null) {
        admit.accept(partition, heir);
        guardian = waitsFor(heir.task(), child) ? heir : guardian;
      }
    }
    return guardian;
  }

  private static boolean waitsFor(Task heir, String child) {
    return heir.family().open().containsKey(child)
        || (heir.state() instanceof TaskState.Waiting waiting
            && waiting.waitingFor().contains(child));
  }

  /** Tells whoever hears of a child's end in place of its parent; false if nobody does. */
  boolean tell(OwnedPartition partition, String key, ChildEnd end, @Nullable FinishedChild child) {
    LiveTask heir = guardian(partition, key, end.taskId());
    if (heir == null) {
      heir = last(partition, key);
    }
    if (heir == null) {
      return false;
    }
    if (changes.decide(partition, heir, new TaskCommand.HandChildEnd(end)) && child != null) {
      heir.tell(child);
    }
    admit.accept(partition, heir);
    return true;
  }

  private static @Nullable LiveTask last(OwnedPartition partition, String key) {
    for (String id : partition.heirs().of(key).reversed()) {
      LiveTask heir = partition.task(id);
      if (heir != null && !heir.task().family().handedOver()) {
        return heir;
      }
    }
    return null;
  }

  private static String keyOf(LiveTask live) {
    Task task = live.task();
    return task.start().placement().concurrencyKey();
  }
}
