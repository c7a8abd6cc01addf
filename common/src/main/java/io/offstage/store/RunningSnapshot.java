package io.offstage.store;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The running tasks, and the offsets they are true at: whoever reads the log on from there misses
 * nothing and sees nothing twice.
 *
 * @param offsets next offset per topic and partition; what is absent was never applied
 */
public record RunningSnapshot(List<StoredTask> tasks, Map<TopicPartition, Long> offsets) {

  public RunningSnapshot {
    tasks = List.copyOf(tasks);
    offsets = Map.copyOf(offsets);
  }
}
