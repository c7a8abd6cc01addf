package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.worker.compact.IdTable;
import io.offstage.worker.compact.IntPages;
import io.offstage.worker.compact.LongHeap;
import io.offstage.worker.compact.LongPages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a partition of which memory holds no more than a hash of the id, their place in
 * their key's queue, and when something is due. Where their snapshots stand is the journal's to
 * know. Gives out the slots that all live tasks of the partition go by.
 *
 * <p>About 30 bytes a task, 5 more where it waits for a turn, 16 more where something is due.
 */
final class Spilled {

  /** It has no more in memory than this. */
  private static final int AWAY = 1;

  /** Its snapshot is being read back. */
  private static final int READING = 2;

  /** It waits for its turn, rather than for a time or a word. */
  private static final int QUEUED = 4;

  /** It stands in its key's heap. */
  private static final int IN_HEAP = 8;

  /** It has ended while it stood in its key's heap. */
  private static final int GONE = 16;

  private static final int ONLY_WHEN_DURABLE = 32;

  /** It waits for a worker that knows its tool. */
  private static final int UNKNOWN_TOOL = 64;

  /** It was taken out of its key's heap because its turn nears. */
  private static final int TAKEN = 128;

  private static final long FLAGS = (1 << LiveTask.ORDER_SHIFT) - 1;
  private static final Duration STEP = Duration.ofMillis(10);

  private final IdTable ids = new IdTable();

  /** The order among the tasks of a key in the upper bits, flags in the lower. */
  private final LongPages words = new LongPages();

  /** By slot: the time of its earliest entry among those that are due; 0 where it has none. */
  private final IntPages dueEntries = new IntPages();

  private final LongHeap dues = new LongHeap();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final Instant epoch;
  private final int reserved;
  private int next;
  private int reading;

  /**
   * None yet.
   *
   * @param reserved slots from 0 on that have been given out
   * @param epoch when this begins
   */
  Spilled(int reserved, Instant epoch) {
    this.reserved = reserved;
    this.next = reserved;
    this.epoch = epoch;
  }

  /** Slots from 0 on that had been given out before. */
  int reserved() {
    return reserved;
  }

  int allocate() {
    return free.isEmpty() ? next++ : free.pop();
  }

  /** The slot's task has ended. */
  void release(int slot) {
    if (is(slot, AWAY)) {
      ids.remove(slot);
      words.set(slot, words.get(slot) & ~(AWAY | QUEUED));
    }
    if (is(slot, IN_HEAP)) {
      words.set(slot, words.get(slot) | GONE);
    } else {
      words.set(slot, 0);
      free.push(slot);
    }
  }

  /** How many tasks are here. */
  int size() {
    return ids.size();
  }

  /** How many snapshots are on their way back. */
  int reading() {
    return reading;
  }

  /** The slot of a task that is here, or −1. */
  int find(String id) {
    return ids.find(id);
  }

  /** Takes in a task whose timers have been cancelled. */
  void put(LiveTask live, boolean unknownTool, @Nullable Instant due) {
    int slot = live.slot();
    ids.put(slot, live.id());
    long flags =
        AWAY
            | (words.get(slot) & IN_HEAP)
            | (live.isQueued() ? QUEUED : 0)
            | (live.startsOnlyWhenDurable() ? ONLY_WHEN_DURABLE : 0)
            | (unknownTool ? UNKNOWN_TOOL : 0);
    words.set(slot, live.order() | flags);
    if (due != null) {
      int at = ticks(due);
      int entry = dueEntries.get(slot);
      if (entry == 0 || at < entry) {
        dueEntries.set(slot, at);
        dues.add((long) at << 32 | slot);
      }
    }
  }

  /** Takes out a task whose snapshot has come. */
  LiveTask take(int slot, Task task) {
    long word = words.get(slot);
    ids.remove(slot);
    reading--;
    words.set(slot, word & ~(AWAY | READING | QUEUED | UNKNOWN_TOOL | TAKEN));
    return new LiveTask(task, slot, LiveTask.arrivalOf(word), (word & ONLY_WHEN_DURABLE) != 0);
  }

  /** Marks a snapshot as on its way; false where it was already, or the task is not here. */
  boolean read(int slot) {
    if (!is(slot, AWAY) || is(slot, READING)) {
      return false;
    }
    words.set(slot, words.get(slot) | READING);
    reading++;
    return true;
  }

  boolean isReading(int slot) {
    return is(slot, READING);
  }

  boolean isQueued(int slot) {
    return is(slot, QUEUED);
  }

  /** When a task that waits for a worker that knows its tool is given up; null for any other. */
  @Nullable Instant toolDue(int slot, Instant now) {
    if (!is(slot, UNKNOWN_TOOL)) {
      return null;
    }
    return dueEntries.get(slot) == 0 ? now : time(dueEntries.get(slot));
  }

  /** The place in its key's queue. */
  long order(int slot) {
    return words.get(slot) & ~FLAGS;
  }

  /** A key's heap takes this slot in; false where it stands there still. */
  boolean enterHeap(int slot) {
    boolean enters = !is(slot, IN_HEAP);
    words.set(slot, words.get(slot) | IN_HEAP);
    return enters;
  }

  /** A key's heap has let go of this slot. */
  void leaveHeap(int slot) {
    words.set(slot, words.get(slot) & ~IN_HEAP);
    if (is(slot, GONE)) {
      release(slot);
    }
  }

  /** A key's heap has let go of this slot, because its turn nears. */
  void leaveHeapToBeRead(int slot) {
    words.set(slot, (words.get(slot) & ~IN_HEAP) | TAKEN);
  }

  boolean isTaken(int slot) {
    return is(slot, TAKEN);
  }

  /** Whether a slot in a key's heap is of a task that waits here for its turn. */
  boolean waits(int slot) {
    return is(slot, AWAY) && !is(slot, READING) && is(slot, QUEUED);
  }

  /** When something is due next, or null. */
  @Nullable Instant nextDue() {
    return dues.isEmpty() ? null : time((int) (dues.first() >>> 32));
  }

  /** The next slot for which something is due, or −1; it may be no longer, or not yet. */
  int pollDue(Instant now) {
    Instant due = nextDue();
    if (due == null || due.isAfter(now)) {
      return -1;
    }
    long first = dues.poll();
    int slot = (int) first;
    if (dueEntries.get(slot) == (int) (first >>> 32)) {
      dueEntries.set(slot, 0);
    }
    return slot;
  }

  private boolean is(int slot, int flag) {
    return (words.get(slot) & flag) != 0;
  }

  /** Never before the time; what is more than eight months away comes back then and waits again. */
  private int ticks(Instant at) {
    Duration away = Duration.between(epoch, at);
    if (away.isNegative()) {
      return 1;
    }
    return away.toDays() > 240 ? Integer.MAX_VALUE : (int) (away.dividedBy(STEP) + 2);
  }

  private Instant time(int ticks) {
    return epoch.plus(STEP.multipliedBy(ticks - 1L));
  }
}
