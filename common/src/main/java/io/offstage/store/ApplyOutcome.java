package io.offstage.store;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What became of a {@link TaskBatch}. */
public sealed interface ApplyOutcome {

  /**
   * The read model is complete up to these offsets (exclusive), by this batch or another writer's.
   *
   * @param rows inserted, updated or deleted; what was known already does not count
   * @param offsets per partition of the batch, at least its {@code to}
   */
  record Applied(int rows, Map<TopicPartition, Long> offsets) implements ApplyOutcome {

    public Applied {
      offsets = Map.copyOf(offsets);
    }
  }

  /**
   * Nothing was written: the batch begins above what Postgres has, which was restored or emptied
   * meanwhile. Read again from these offsets.
   *
   * @param offsets of the partitions in question, 0 where Postgres knows none
   */
  record Behind(Map<TopicPartition, Long> offsets) implements ApplyOutcome {

    public Behind {
      offsets = Map.copyOf(offsets);
    }
  }
}
