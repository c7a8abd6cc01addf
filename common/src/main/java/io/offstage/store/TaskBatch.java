package io.offstage.store;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What is written in one transaction. A topic's partition occurs once at most. */
public record TaskBatch(List<Slice> slices) {

  public TaskBatch {
    slices = List.copyOf(slices);
    if (slices.stream().map(Slice::source).distinct().count() != slices.size()) {
      throw new IllegalArgumentException("A partition occurs twice in the batch");
    }
  }

  /**
   * All that the log holds from {@code from} (inclusive) to {@code to} (exclusive) of one
   * partition.
   *
   * @param from the offset up to which the caller knows the read model to be complete
   * @param changes in any order; records that change nothing are left out
   */
  public record Slice(TopicPartition source, long from, long to, List<TaskChange> changes) {

    public Slice {
      changes = List.copyOf(changes);
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("Not a range of offsets: " + from + " to " + to);
      }
      for (TaskChange change : changes) {
        if (change.position() < from || change.position() >= to) {
          throw new IllegalArgumentException(
              source + ": offset " + change.position() + " is outside " + from + " to " + to);
        }
      }
    }
  }
}
