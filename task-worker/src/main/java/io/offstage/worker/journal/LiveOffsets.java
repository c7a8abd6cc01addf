package io.offstage.worker.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the latest committed snapshot of each live task of a partition stands. Snapshots are
 * appended in order, so the map, in order of insertion, is in order of offsets, and its first entry
 * is the floor.
 */
public final class LiveOffsets {

  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private long end;

  public LiveOffsets(long end) {
    this.end = end;
  }

  /** A task's snapshot has been committed at this offset. */
  public void committed(String taskId, boolean live, long offset) {
    offsets.remove(taskId);
    if (live) {
      offsets.put(taskId, offset);
    }
    end = Math.max(end, offset + 1);
  }

  /**
   * The lowest offset that still holds the latest snapshot of a live task; where none lives, the
   * end of what is committed.
   */
  public long floor() {
    return offsets.isEmpty() ? end : offsets.values().iterator().next();
  }

  /** Behind the last snapshot. */
  public long end() {
    return end;
  }

  /** How many tasks live. */
  public int size() {
    return offsets.size();
  }

  /** Whether the latest snapshot of this task stands here, and it lives. */
  public boolean isLatest(String taskId, long offset) {
    Long latest = offsets.get(taskId);
    return latest != null && latest == offset;
  }

  /** Where the oldest of the latest snapshots stand, ascending, none at or behind {@code below}. */
  public List<Long> oldest(int most, long below) {
    return offsets.values().stream().takeWhile(at -> at < below).limit(most).toList();
  }
}
