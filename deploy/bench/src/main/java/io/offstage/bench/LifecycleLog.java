package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.task.EventType;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.ToolCall;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A lifecycle topic as workers leave it: each task running, and a while behind that, completed.
 *
 * @param topic its name
 * @param events in it
 */
record LifecycleLog(String topic, long events) {

  /** So many tasks are running at once; more than a batch holds, so that rows are also updated. */
  private static final int RUNNING = 20_000;

  /** Appends two events for each task. */
  static LifecycleLog of(Bench bench, Settings settings, int tasks) {
    String topic = Bench.topics(settings).lifecycle();
    Instant at = Instant.now();
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 5))) {
      for (int i = 0; i < tasks + RUNNING; i++) {
        if (i < tasks) {
          append(producer, topic, running(i, at), at);
        }
        if (i >= RUNNING) {
          append(producer, topic, completed(i - RUNNING, at), at);
        }
      }
      producer.flush();
    }
    return new LifecycleLog(topic, 2L * tasks);
  }

  /** How many of its events lie below these offsets. */
  long applied(Map<TopicPartition, Long> offsets) {
    return LongStream.range(0, Bench.PARTITIONS)
        .map(p -> offsets.getOrDefault(new TopicPartition(topic, (int) p), 0L))
        .sum();
  }

  private static Task running(int number, Instant at) {
    return running(number, MemoryScope.of("resource", "thread"), at);
  }

  private static Task running(int number, MemoryScope scope, Instant at) {
    TaskStart start =
        new TaskStart(
            "task-" + number,
            new ToolCall("bench", "call-" + number, Tasks.arguments(number)),
            new Origin("bench", "run-" + number, scope),
            Placement.in("tools", "key-" + number % 1_000),
            Policy.DEFAULT,
            Lineage.NONE,
            at,
            Map.of());
    return Task.begin(start, new Position(number % Bench.PARTITIONS, number))
        .evolve(new TaskEvent.Started("worker"), at);
  }

  private static Task completed(int number, Instant at) {
    return completed(number, MemoryScope.of("resource", "thread"), at);
  }

  /** A task that has ended, in a scope. */
  static Task completed(int number, MemoryScope scope, Instant at) {
    return running(number, scope, at)
        .evolve(new TaskEvent.Completed(new RawJson("{\"number\":" + number + "}")), at);
  }

  /** Appends what happened last to a task. */
  static void append(KafkaProducer<byte[], byte[]> producer, String topic, Task task, Instant at) {
    LifecycleEvent event =
        new LifecycleEvent(task.isLive() ? EventType.RUNNING : EventType.COMPLETED, task, at, null);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            task.startedFrom().partition(),
            Tasks.utf8(task.id()),
            LifecycleCodec.encode(event));
    LifecycleCodec.headers(event).forEach((k, v) -> record.headers().add(k, Tasks.utf8(v)));
    Future<?> _ = producer.send(record);
  }
}
