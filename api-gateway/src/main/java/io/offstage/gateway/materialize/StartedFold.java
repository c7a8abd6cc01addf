package io.offstage.gateway.materialize;

import io.offstage.store.TaskChange;
import io.offstage.store.TaskKey;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.TaskJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Started records: a pending row until the task's first event. Anybody may write here. What the
 * owner will dead-letter or forward is passed over; what it refuses otherwise, or has met before,
 * shows as pending until it has passed it ({@link PassedStarts}).
 */
final class StartedFold implements RecordFold {

  private final PoolRules rules;
  private final int partitions;
  private final CommandCodec codec;

  /**
   * For one pool.
   *
   * @param partitions of its command topic
   */
  StartedFold(PoolRules rules, int partitions) {
    this.rules = rules;
    this.partitions = partitions;
    this.codec = new CommandCodec(rules);
  }

  @Override
  public Optional<TaskChange> of(ConsumerRecord<byte[], byte[]> record) {
    try {
      Command command =
          codec.decode(
              text(record.key()), record.value(), Instant.ofEpochMilli(record.timestamp()));
      return command instanceof Command.Start start && isHere(start.task(), record)
          ? Optional.of(pending(start.task(), record))
          : Optional.empty();
    } catch (MalformedRecord notForTheTable) {
      return Optional.empty();
    }
  }

  private boolean isHere(TaskStart start, ConsumerRecord<byte[], byte[]> record) {
    return KeyPartitioner.partitionOf(start.placement().concurrencyKey(), partitions)
        == record.partition();
  }

  private TaskChange pending(TaskStart start, ConsumerRecord<byte[], byte[]> record)
      throws MalformedRecord {
    Task task = Task.begin(start, new Position(record.partition(), record.offset()));
    TaskKey key = new TaskKey(rules.pool(), record.partition(), task.id());
    return new TaskChange.Started(SnapshotRow.of(key, record.offset(), TaskJson.of(task)));
  }

  private static @Nullable String text(byte @Nullable [] utf8) {
    return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
  }
}
