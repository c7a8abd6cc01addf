package io.offstage.worker.compact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Finds the slot of an id. Keeps 128 bits of each id's SHA-256, so two ids that differ do not meet;
 * 16 bytes an id, and 5 to 11 for the open-addressing table that finds them.
 */
public final class IdTable {

  private final MessageDigest sha256;
  private final LongPages high = new LongPages();
  private final LongPages low = new LongPages();

  /** Slots plus one; 0 is an empty cell. */
  private int[] table = new int[64];

  private int size;

  public IdTable() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public int size() {
    return size;
  }

  /** Enters an id that is not there yet. */
  public void put(int slot, String id) {
    if (4L * (size + 1) > 3L * table.length) {
      grow();
    }
    byte[] digest = digest(id);
    high.set(slot, bits(digest, 0));
    low.set(slot, bits(digest, 8));
    table[find(high.get(slot), low.get(slot))] = slot + 1;
    size++;
  }

  /** The id's slot, or −1. */
  public int find(String id) {
    if (size == 0) {
      return -1;
    }
    byte[] digest = digest(id);
    return table[find(bits(digest, 0), bits(digest, 8))] - 1;
  }

  /** Takes out the id of this slot. */
  public void remove(int slot) {
    vacate(find(high.get(slot), low.get(slot)));
    size--;
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
    while (table[cell] != 0 && (high.get(table[cell] - 1) != h || low.get(table[cell] - 1) != l)) {
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
    table[hole] = 0;
    for (int next = next(hole); table[next] != 0; next = next(next)) {
      int home = home(high.get(table[next] - 1));
      if (distance(home, next) >= distance(hole, next)) {
        table[hole] = table[next];
        table[next] = 0;
        hole = next;
      }
    }
  }

  private void grow() {
    int[] old = table;
    table = new int[old.length * 2];
    for (int entry : old) {
      if (entry != 0) {
        table[find(high.get(entry - 1), low.get(entry - 1))] = entry;
      }
    }
  }
}
