package io.offstage.worker.schedule;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the memory that waiting tasks take within the {@link Window}: sends those away that are far
 * from their turn, and has them read back when it nears, when something is due, or when a command
 * is about them. Belongs to its scheduler.
 */
final class Backlog {

  /** Tasks of a key that are read back although the partition has its fill: it would starve. */
  private static final int MORSEL = 8;

  /** Snapshots on their way back beyond which what is due waits. */
  private static final int MOST_READING = 1_000;

  private record Asking(OwnedPartition partition, KeyQueue key) {}

  private final Window window;
  private final int slots;
  private final Timers timers;
  private final OwnedPartitions partitions;
  private final ArrayDeque<Asking> asking = new ArrayDeque<>();

  Backlog(Window window, int slots, Timers timers, OwnedPartitions partitions) {
    this.window = window;
    this.slots = slots;
    this.timers = timers;
    this.partitions = partitions;
  }

  private int share() {
    return window.share(partitions.all().size());
  }

  /** A task has come into its key's queue: what is too much there goes away. */
  void queued(OwnedPartition partition, KeyQueue key) {
    int most = partition.whole() > share() ? 0 : window.perKey();
    // One at most for each that came, but for those that a lower order pushed out of place.
    for (LiveTask last = key.surplus(most);
        last != null && (most > 0 || partition.whole() > share());
        last = key.surplus(most)) {
      sendAway(partition, last);
    }
  }

  /** A task waits for a time or a word: it need not be whole for that, unless it is due. */
  void parked(OwnedPartition partition, LiveTask live, Instant now) {
    Instant due = Timers.earliest(live);
    if (partition.whole() > share() / 2 && (due == null || due.isAfter(now))) {
      sendAway(partition, live);
    }
  }

  private void sendAway(OwnedPartition partition, LiveTask live) {
    boolean unknownTool = live.timer(Timer.Kind.TOOL) != null;
    Instant due = Timers.earliest(live);
    timers.cancelAll(live);
    partition.sendAway(live, unknownTool, due);
  }

  /** A key may have few tasks left that are whole. */
  void ask(OwnedPartition partition, KeyQueue key) {
    if (!key.isAsking() && key.isHungry(window.perKey())) {
      key.asking(true);
      asking.add(new Asking(partition, key));
    }
  }

  /** Reads back for the keys that ask, as far as there is room. */
  void serve() {
    while (!asking.isEmpty()) {
      OwnedPartition partition = asking.element().partition();
      KeyQueue key = asking.element().key();
      int room = share() - partition.whole() - partition.spilled().reading();
      boolean scarce = partition.readyKeys() + partition.spilled().reading() < 2 * slots;
      if (room <= 0 && !scarce) {
        return;
      }
      asking.remove();
      key.asking(false);
      if (key.isHungry(window.perKey()) && (room > 0 || key.starves())) {
        int most = room > 0 ? Math.min(room, Math.max(1, window.perKey() / 2)) : MORSEL;
        key.takeBack(most).forEach(partition::want);
      }
    }
  }

  /** Asks for what something is due for. */
  void due(OwnedPartition partition, Instant now) {
    while (partition.spilled().reading() < MOST_READING) {
      int slot = partition.spilled().pollDue(now);
      if (slot < 0) {
        return;
      }
      partition.want(slot);
    }
  }

  /** When something is due next of what is away, or null. */
  @Nullable Instant nextDue() {
    Instant next = null;
    for (OwnedPartition partition : partitions.all()) {
      Instant due =
          partition.spilled().reading() < MOST_READING ? partition.spilled().nextDue() : null;
      if (due != null && (next == null || due.isBefore(next))) {
        next = due;
      }
    }
    return next;
  }

  /** A partition is gone. */
  void forget(OwnedPartition partition) {
    asking.removeIf(all -> all.partition() == partition);
  }

  /** What was asked for since this was called last. */
  void handOver(Effects effects) {
    for (OwnedPartition partition : partitions.all()) {
      List<Integer> wanted = partition.takeWanted();
      if (!wanted.isEmpty()) {
        effects.readBack(new Effects.ReadBack(partition.number(), partition.term(), wanted));
      }
    }
  }
}
