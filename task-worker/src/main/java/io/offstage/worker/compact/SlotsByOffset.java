package io.offstage.worker.compact;

import java.util.HashMap;
import java.util.Map;

/** Which slot stands at an offset, for a stretch of a log whose beginning moves on. */
public final class SlotsByOffset {

  private static final int BITS = 12;
  private static final int MASK = (1 << BITS) - 1;

  /** Slots plus one, by offset; pages by their number. */
  private final Map<Long, int[]> pages = new HashMap<>();

  /** The slot, or −1. */
  public int get(long offset) {
    int[] page = pages.get(offset >> BITS);
    return page == null ? -1 : page[(int) offset & MASK] - 1;
  }

  public void put(long offset, int slot) {
    pages.computeIfAbsent(offset >> BITS, _ -> new int[1 << BITS])[(int) offset & MASK] = slot + 1;
  }

  public void clear(long offset) {
    int[] page = pages.get(offset >> BITS);
    if (page != null) {
      page[(int) offset & MASK] = 0;
    }
  }

  /** The first offset from here on that has a slot; {@code end} where none has below it. */
  public long next(long from, long end) {
    long offset = from;
    while (offset < end) {
      int[] page = pages.get(offset >> BITS);
      if (page == null) {
        offset = ((offset >> BITS) + 1) << BITS;
      } else if (page[(int) offset & MASK] != 0) {
        return offset;
      } else {
        offset++;
      }
    }
    return end;
  }

  /** Forgets what lies between these offsets, as far as it fills pages. */
  public void drop(long from, long to) {
    for (long page = from >> BITS; page < to >> BITS; page++) {
      pages.remove(page);
    }
  }
}
