package io.offstage.gateway.materialize;

import io.offstage.store.TaskChange;
import io.offstage.store.TaskKey;
import io.offstage.task.RawJson;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PermitCodec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Lifecycle events: the snapshot becomes the row, its text untouched; permits are no rows. Only
 * workers write here, so a record that cannot be understood is a fault of ours or of a newer
 * release: the fold must not go on past it.
 */
record LifecycleFold(String pool) implements RecordFold {

  @Override
  public Optional<TaskChange> of(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    if (record.key() == null) {
      throw new MalformedRecord("the key is missing; it is the task's id");
    }
    if (PermitCodec.isPermit(record.key())) {
      return Optional.empty();
    }
    TaskKey key =
        new TaskKey(pool, record.partition(), new String(record.key(), StandardCharsets.UTF_8));
    if (record.value() == null) {
      return Optional.of(new TaskChange.Removed(key, record.offset()));
    }
    RawJson task = JsonFields.of(record.value()).rawObject("task");
    if (task == null) {
      throw new MalformedRecord("task: is required");
    }
    return Optional.of(new TaskChange.Snapshot(SnapshotRow.of(key, record.offset(), task)));
  }
}
