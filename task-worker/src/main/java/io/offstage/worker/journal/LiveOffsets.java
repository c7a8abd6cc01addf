package io.offstage.worker.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the latest committed snapshot of each live task of a partition stands. Snapshots are
 * appended in order, so the map, in order of insertion, is in order of offsets, and its first entry
 * is the floor.
 */
final class LiveOffsets {

  private final Map<String, Long> offsets = new LinkedHashMap<>();
  private long end;

  LiveOffsets(long end) {
    this.end = end;
  }

  /** A task's snapshot has been committed at this offset. */
  void committed(String taskId, boolean live, long offset) {
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
  long floor() {
    return offsets.isEmpty() ? end : offsets.values().iterator().next();
  }
}
