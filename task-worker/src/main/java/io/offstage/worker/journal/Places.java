package io.offstage.worker.journal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where the snapshots of some tasks stand, and which of them have been found. */
final class Places {

  private final Map<Long, Integer> slots = new HashMap<>();

  /**
   * The places of live tasks whose snapshots are committed.
   *
   * @throws IllegalStateException if one has none
   */
  Places(List<Integer> slots, PartitionLog log) {
    for (int slot : slots) {
      long offset = log.offsetOf(slot);
      if (offset < 0) {
        throw new IllegalStateException("no snapshot of the task in slot " + slot);
      }
      this.slots.put(offset, slot);
    }
  }

  /** Ascending. */
  List<Long> offsets() {
    return slots.keySet().stream().sorted().toList();
  }

  /** The slots of these records, in their order. */
  List<Integer> of(List<ConsumerRecord<byte[], byte[]>> found) {
    return found.stream().map(record -> slots.getOrDefault(record.offset(), -1)).toList();
  }

  /** The slots of records that are not among these. */
  List<Integer> missing(List<ConsumerRecord<byte[], byte[]>> found) {
    Set<Integer> there = new HashSet<>(of(found));
    return slots.values().stream().filter(slot -> !there.contains(slot)).toList();
  }
}
