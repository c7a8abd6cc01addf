package io.offstage.worker.schedule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The last so many task ids that ended in a partition, so that a start that comes again is known.
 * Holds 128 bits of each id's SHA-256 in a ring, found through an open-addressing table: 24 to 32
 * bytes an id.
 */
final class RecentIds {

  private final int capacity;
  private final MessageDigest sha256;
  private long[] high = new long[64];
  private long[] low = new long[64];
  private int[] table = new int[128];
  private int size;
  private int oldest;

  RecentIds(int capacity) {
    this.capacity = capacity;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    Arrays.fill(table, -1);
  }

  void add(String id) {
    if (capacity == 0) {
      return;
    }
    byte[] digest = digest(id);
    long h = bits(digest, 0);
    long l = bits(digest, 8);
    if (table[find(h, l)] >= 0) {
      return;
    }
    int slot;
    if (size < capacity) {
      grow();
      slot = size++;
    } else {
      slot = oldest;
      oldest = (oldest + 1) % capacity;
      vacate(find(high[slot], low[slot]));
    }
    high[slot] = h;
    low[slot] = l;
    table[find(h, l)] = slot;
  }

  boolean contains(String id) {
    byte[] digest = digest(id);
    return size > 0 && table[find(bits(digest, 0), bits(digest, 8))] >= 0;
  }

  int size() {
    return size;
  }

  private byte[] digest(String id) {
    return sha256.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  private static long bits(byte[] digest, int from) {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = (bits << 8) | (digest[from + i] & 0xff);
    }
    return bits;
  }

  /** The cell that holds these bits, or the empty one where they would go. */
  private int find(long h, long l) {
    int cell = home(h);
    while (table[cell] >= 0 && (high[table[cell]] != h || low[table[cell]] != l)) {
      cell = next(cell);
    }
    return cell;
  }

  private int home(long h) {
    return (int) h & (table.length - 1);
  }

  private int next(int cell) {
    return (cell + 1) & (table.length - 1);
  }

  /** How many cells a search passes from one cell to another. */
  private int distance(int from, int to) {
    return (to - from) & (table.length - 1);
  }

  /** Empties a cell and moves back those behind it that could then no longer be found. */
  private void vacate(int cell) {
    int hole = cell;
    table[hole] = -1;
    for (int next = next(hole); table[next] >= 0; next = next(next)) {
      int home = home(high[table[next]]);
      if (distance(home, next) >= distance(hole, next)) {
        table[hole] = table[next];
        table[next] = -1;
        hole = next;
      }
    }
  }

  private void grow() {
    if (size < high.length) {
      return;
    }
    int larger = Math.min(capacity, high.length * 2);
    high = Arrays.copyOf(high, larger);
    low = Arrays.copyOf(low, larger);
    table = new int[Integer.highestOneBit(larger) * 4];
    Arrays.fill(table, -1);
    for (int slot = 0; slot < size; slot++) {
      table[find(high[slot], low[slot])] = slot;
    }
  }
}
