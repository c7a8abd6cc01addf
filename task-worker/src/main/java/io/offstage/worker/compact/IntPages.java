package io.offstage.worker.compact;

import java.util.Arrays;

/** An int for each slot, 0 where nothing was set. */
public final class IntPages {

  private static final int BITS = 10;
  private static final int MASK = (1 << BITS) - 1;

  private int[][] pages = new int[4][];

  public int get(int slot) {
    int page = slot >> BITS;
    return page < pages.length && pages[page] != null ? pages[page][slot & MASK] : 0;
  }

  public void set(int slot, int value) {
    int page = slot >> BITS;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
    }
    if (pages[page] == null) {
      pages[page] = new int[1 << BITS];
    }
    pages[page][slot & MASK] = value;
  }
}
