package io.offstage.gateway.materialize;

import io.offstage.store.TaskReader;
import io.offstage.store.TaskWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Takes pending rows away whose start the owner has passed without an event: duplicates, refused
 * and dead-lettered ones. The owner commits a start's offset in the transaction of the task's first
 * snapshot, so: first the committed offset is read, then where the lifecycle topic ends, and once
 * Postgres has applied both up to there, a row below the committed offset that is still without an
 * event will never have one. Used by one thread.
 */
final class PassedStarts {

  /** Starts below {@code committed} are decided where the lifecycle topic ends. */
  private record Mark(long committed, long lifecycleEnd) {}

  private final PoolLog pool;
  private final LogOffsets log;
  private final TaskReader reader;
  private final TaskWriter writer;
  private final List<TopicPartition> commands;
  private final Map<Integer, Mark> marks = new HashMap<>();
  private final Map<Integer, Long> done = new HashMap<>();

  PassedStarts(PoolLog pool, LogOffsets log, TaskReader reader, TaskWriter writer) {
    this.pool = pool;
    this.log = log;
    this.reader = reader;
    this.writer = writer;
    this.commands =
        IntStream.range(0, Math.min(pool.commandPartitions(), pool.lifecyclePartitions()))
            .mapToObj(this::commands)
            .toList();
  }

  /** One round: deletes by the marks of earlier rounds, and marks how far the owners are now. */
  int remove() {
    Map<TopicPartition, Long> applied = reader.appliedOffsets();
    int removed = 0;
    for (var mark : List.copyOf(marks.entrySet())) {
      int partition = mark.getKey();
      long committed = mark.getValue().committed;
      if (applied.getOrDefault(lifecycle(partition), 0L) >= mark.getValue().lifecycleEnd
          && applied.getOrDefault(commands(partition), 0L) >= committed) {
        removed += writer.removePendingStartedBefore(pool.topics().pool(), partition, committed);
        done.put(partition, committed);
        marks.remove(partition);
      }
    }
    mark();
    return removed;
  }

  private void mark() {
    Map<TopicPartition, Long> moved = log.committed(pool.topics().group(), commands);
    moved
        .entrySet()
        .removeIf(
            e ->
                marks.containsKey(e.getKey().partition())
                    || e.getValue().equals(done.get(e.getKey().partition())));
    if (!moved.isEmpty()) {
      Map<TopicPartition, Long> ends =
          log.ends(moved.keySet().stream().map(p -> lifecycle(p.partition())).toList());
      moved.forEach(
          (command, committed) ->
              marks.put(
                  command.partition(),
                  new Mark(committed, ends.getOrDefault(lifecycle(command.partition()), 0L))));
    }
  }

  private TopicPartition commands(int partition) {
    return new TopicPartition(pool.topics().commands(), partition);
  }

  private TopicPartition lifecycle(int partition) {
    return new TopicPartition(pool.topics().lifecycle(), partition);
  }
}
