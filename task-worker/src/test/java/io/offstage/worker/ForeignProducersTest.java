package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.EventType;
import io.offstage.topic.LifecycleEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Producers that know Kafka and nothing of Offstage. */
class ForeignProducersTest {

  private static final int TASKS = 60;
  private static final int LIMIT = 3;

  /** Not murmur2: as librdkafka and others have it. */
  public static final class OtherPartitioner implements Partitioner {
    @Override
    public int partition(
        String topic,
        Object key,
        byte[] keyBytes,
        Object value,
        byte[] valueBytes,
        Cluster cluster) {
      return Math.floorMod(key.hashCode() / 7, cluster.partitionCountForTopic(topic));
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }

  @Test
  void tasksOfAnyProducerCompleteUnderOneLimitPerKey() {
    try (TestPool pool = new TestPool("foreign", 4);
        TaskWorker _ =
            TaskWorker.serving(
                pool.settings("worker.key-concurrency=" + LIMIT),
                TestTool.together("meeting", LIMIT).tool())) {
      produce(pool, Map.of(), "default", "shared");
      produce(
          pool, Map.of("partitioner.class", OtherPartitioner.class.getName()), "other", "shared");
      produce(pool, Map.of(), "keyless", null);
      pool.awaitEnds(3 * TASKS);

      assertThat(pool.ends()).hasSize(3 * TASKS).allMatch(e -> e.type() == EventType.COMPLETED);
      assertLimitHeld(pool);
    }
  }

  private static void produce(
      TestPool pool, Map<String, Object> properties, String name, @Nullable String key) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("bootstrap.servers", pool.bootstrapServers());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(all, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < TASKS; i++) {
        String value =
            """
            {"type":"background-task-started","taskId":"%s-%d","toolName":"meeting","agentId":"a",
             "resourceId":"u%d","args":{}}\
            """
                .formatted(name, i, i % 2);
        Future<?> _ = producer.send(new ProducerRecord<>(pool.topics.commands(), key, value));
      }
    }
  }

  private static void assertLimitHeld(TestPool pool) {
    Map<String, Set<String>> running = new HashMap<>();
    for (LifecycleEvent event : pool.events()) {
      String key = event.task().start().placement().concurrencyKey();
      Set<String> now = running.computeIfAbsent(key, _ -> new HashSet<>());
      if (event.type() == EventType.RUNNING) {
        now.add(event.task().id());
      } else {
        now.remove(event.task().id());
      }
      assertThat(now).as("running of key %s", key).hasSizeLessThanOrEqualTo(LIMIT);
    }
    assertThat(running.keySet()).containsExactlyInAnyOrder("shared", "a/u0", "a/u1");
  }
}
