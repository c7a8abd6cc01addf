package io.offstage.worker.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the latest committed record of each live task and each permit of a partition stands.
 * Snapshots are appended in order, so the map, in order of insertion, is in order of offsets, and
 * its first entry is the floor.
 */
public final class LiveOffsets {

  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private long end;

  public LiveOffsets(long end) {
    this.end = end;
  }

  /** The record of this key at this offset has been committed. */
  public void committed(String key, boolean live, long offset) {
    offsets.remove(key);
    if (live) {
      offsets.put(key, offset);
    }
    end = Math.max(end, offset + 1);
  }

  /**
   * The lowest offset that still holds the latest record of a live task or a permit; where none
   * lives, the end of what is committed.
   */
  public long floor() {
    return offsets.isEmpty() ? end : offsets.values().iterator().next();
  }

  /** Behind the last snapshot. */
  public long end() {
    return end;
  }

  /** How many tasks live and permits stand. */
  public int size() {
    return offsets.size();
  }

  /** Whether the latest record of this key stands here, and it lives. */
  public boolean isLatest(String key, long offset) {
    Long latest = offsets.get(key);
    return latest != null && latest == offset;
  }

  /** Where the oldest of the latest records stand, ascending, none at or behind {@code below}. */
  public List<Long> oldest(int most, long below) {
    return offsets.values().stream().takeWhile(at -> at < below).limit(most).toList();
  }
}
