package io.offstage.worker.journal;

import io.offstage.worker.compact.LongPages;
import io.offstage.worker.compact.SlotsByOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the latest committed record of each live task and each permit of a partition stands. Tasks
 * go by slots, which their owner gives out; 12 to 16 bytes a task while the floor keeps within
 * twice of them.
 */
public final class LiveOffsets {

  /** Stands for the slot of what is no task but a permit. */
  public static final int PERMIT = Integer.MAX_VALUE - 1;

  /** Offsets plus one, by slot; 0 where none lives. */
  private final LongPages offsets = new LongPages();

  private final SlotsByOffset slots = new SlotsByOffset();
  private final Map<String, Long> permits = new HashMap<>();
  private int size;
  private long floor;
  private long end;

  public LiveOffsets(long end) {
    this.floor = end;
    this.end = end;
  }

  /** A task's snapshot has been committed at this offset. */
  public void committed(int slot, boolean live, long offset) {
    moved(offsets.get(slot) - 1, live ? slot : -1, offset);
    offsets.set(slot, live ? offset + 1 : 0);
  }

  /** A permit's state has been committed at this offset. */
  public void permit(String key, boolean stands, long offset) {
    Long before = stands ? permits.put(key, offset) : permits.remove(key);
    moved(before == null ? -1 : before, stands ? PERMIT : -1, offset);
  }

  private void moved(long before, int slot, long offset) {
    if (before >= 0) {
      slots.clear(before);
      size--;
    }
    if (slot >= 0) {
      slots.put(offset, slot);
      floor = size++ == 0 ? offset : floor;
    }
    end = Math.max(end, offset + 1);
    long next = size == 0 ? end : slots.next(floor, end);
    slots.drop(floor, next);
    floor = next;
  }

  /**
   * The lowest offset that still holds the latest snapshot of a live task; where none lives, the
   * end of what is committed.
   */
  public long floor() {
    return floor;
  }

  /** What the floor will be once these of the latest snapshots stand at the end. */
  public long floorWithout(Set<Long> copied) {
    long at = floor;
    while (at < end && copied.contains(at)) {
      at = slots.next(at + 1, end);
    }
    return at;
  }

  /** Behind the last snapshot. */
  public long end() {
    return end;
  }

  /** How many tasks live and permits stand. */
  public int size() {
    return size;
  }

  /** How many tasks live. */
  public int tasks() {
    return size - permits.size();
  }

  /** The slot of the live task whose latest snapshot stands here, {@link #PERMIT}, or −1. */
  public int slotAt(long offset) {
    return slots.get(offset);
  }

  /** Where the latest snapshot of a live task stands, or −1. */
  public long offsetOf(int slot) {
    return offsets.get(slot) - 1;
  }

  /** Where the oldest of the latest snapshots stand, ascending, none at or behind {@code below}. */
  public List<Long> oldest(int most, long below) {
    List<Long> oldest = new ArrayList<>();
    for (long at = slots.next(floor, below);
        at < below && oldest.size() < most;
        at = slots.next(at + 1, below)) {
      oldest.add(at);
    }
    return oldest;
  }

  /**
   * The same tasks in new slots, from 0 on in the order of their snapshots.
   *
   * @param into takes their offsets
   */
  void renumbered(LiveOffsets into) {
    Map<Long, String> keys = new HashMap<>();
    permits.forEach((key, at) -> keys.put(at, key));
    int slot = 0;
    for (long at = slots.next(floor, end); at < end; at = slots.next(at + 1, end)) {
      String permit = keys.get(at);
      if (permit == null) {
        into.committed(slot++, true, at);
      } else {
        into.permit(permit, true, at);
      }
    }
  }
}
