package io.offstage.gateway.materialize;

import io.offstage.store.TaskChange;
import io.offstage.topic.MalformedRecord;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record of one topic means for the table. Pure; any thread. */
sealed interface RecordFold permits LifecycleFold, StartedFold {

  /**
   * The change that a record makes; none where it makes none.
   *
   * @throws MalformedRecord if the fold cannot go on past this record
   */
  Optional<TaskChange> of(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord;
}
