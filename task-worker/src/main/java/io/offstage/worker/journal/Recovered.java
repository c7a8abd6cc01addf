package io.offstage.worker.journal;

import io.offstage.task.Task;
import io.offstage.topic.Permit;
import java.util.Collection;
import java.util.List;

/**
 * What a new owner has learned of a partition.
 *
 * @param partition which
 * @param nextOffset the input offset to go on from
 * @param inputEnd the input's high watermark at the takeover
 * @param live its live tasks, in the order of their latest snapshots, which is that of their slots;
 *     empty where there are too many to hold: then they are to be {@linkplain Recovery#load read}
 * @param total how many live tasks there are
 * @param ended ids of tasks that ended, oldest first
 * @param permits of the named limits whose address is there
 * @param liveOffsets where the records of live tasks and permits stand
 * @param forward when they are appended again
 * @param scanned records read
 */
public record Recovered(
    int partition,
    long nextOffset,
    long inputEnd,
    List<Task> live,
    int total,
    Collection<String> ended,
    List<Permit> permits,
    LiveOffsets liveOffsets,
    CopyForward forward,
    long scanned) {

  /** Where the live tasks stand, ascending. */
  public long[] offsets() {
    return liveOffsets.oldest(liveOffsets.size(), liveOffsets.end()).stream()
        .filter(at -> liveOffsets.slotAt(at) != LiveOffsets.PERMIT)
        .mapToLong(Long::longValue)
        .toArray();
  }

  /** Whether the live tasks are still to be read. */
  public boolean lacksTasks() {
    return live.size() < total;
  }
}
