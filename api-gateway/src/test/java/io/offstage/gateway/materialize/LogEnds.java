package io.offstage.gateway.materialize;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Where the pool's topics end now. */
record LogEnds(Deployment deployment) {

  /** Of each partition that is not empty. */
  Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int p = 0; p < Deployment.PARTITIONS; p++) {
      asked.put(new TopicPartition(deployment.topics.commands(), p), OffsetSpec.latest());
      asked.put(new TopicPartition(deployment.topics.lifecycle(), p), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    deployment.admin.listOffsets(asked).all().get().forEach((p, end) -> ends.put(p, end.offset()));
    ends.values().removeIf(end -> end == 0);
    return ends;
  }

  /** Of a partition, once no transaction is open in it. */
  long settled(TopicPartition partition) {
    return Awaitility.await()
        .ignoreExceptions()
        .until(
            () ->
                List.of(
                    end(partition, IsolationLevel.READ_COMMITTED),
                    end(partition, IsolationLevel.READ_UNCOMMITTED)),
            ends -> ends.getFirst().equals(ends.getLast()))
        .getFirst();
  }

  private long end(TopicPartition partition, IsolationLevel isolation) throws Exception {
    return deployment
        .admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
