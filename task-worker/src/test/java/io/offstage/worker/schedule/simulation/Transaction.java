package io.offstage.worker.schedule.simulation;

import java.util.List;
import java.util.Map;

/**
 * What becomes visible together.
 *
 * @param copies snapshots that are appended again, before all else
 * @param handovers what has been decided
 * @param floors of the partitions, as of what was committed when it began
 */
record Transaction(List<Copy> copies, List<Handover> handovers, Map<Integer, Long> floors) {

  static final Transaction NONE = new Transaction(List.of(), List.of(), Map.of());

  /** A live snapshot and where it stood when it was read. */
  record Copy(int partition, long term, int slot, long offset) {}

  /** A snapshot and where it stands now. */
  record Placed(int partition, long term, int slot, String key, boolean live, long offset) {}

  Transaction with(List<Handover> altered) {
    return new Transaction(copies, altered, floors);
  }

  boolean touches(int partition) {
    return copies.stream().anyMatch(copy -> copy.partition() == partition)
        || handovers.stream().anyMatch(handover -> handover.partition() == partition);
  }
}
