package io.offstage.worker.compact;

import java.util.Arrays;

/** A long for each slot, 0 where nothing was set. */
public final class LongPages {

  private static final int BITS = 10;
  private static final int MASK = (1 << BITS) - 1;

  private long[][] pages = new long[4][];

  public long get(int slot) {
    int page = slot >> BITS;
    return page < pages.length && pages[page] != null ? pages[page][slot & MASK] : 0;
  }

  public void set(int slot, long value) {
    int page = slot >> BITS;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
    }
    if (pages[page] == null) {
      pages[page] = new long[1 << BITS];
    }
    pages[page][slot & MASK] = value;
  }
}
