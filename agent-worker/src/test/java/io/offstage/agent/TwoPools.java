package io.offstage.agent;

import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/**
 * Fresh topics of pools {@code agents} and {@code tools}; one thread reads all that is committed.
 */
final class TwoPools implements AutoCloseable {

  private static final int PARTITIONS = 2;

  private final String prefix = "t" + UUID.randomUUID() + ".";
  private final String servers = DevInfra.shared().bootstrapServers();
  final String jdbcUrl = DevInfra.shared().freshDatabase();
  final PoolTopics agents = new PoolTopics(prefix, PoolRules.AGENTS);
  final PoolTopics tools = new PoolTopics(prefix, PoolRules.TOOLS);
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> reader;
  private final List<LifecycleEvent> events = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> output = new ArrayList<>();

  TwoPools() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      new TopicAdmin(admin, settings()).apply(TopicAdmin.Alter.NOTHING);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new StringSerializer(),
            new ByteArraySerializer());
    reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (String topic :
        List.of(agents.lifecycle(), tools.lifecycle(), agents.output(), tools.output())) {
      IntStream.range(0, PARTITIONS).forEach(p -> all.add(new TopicPartition(topic, p)));
    }
    reader.assign(all);
    reader.seekToBeginning(all);
  }

  Settings settings() {
    return Settings.of(flags().toArray(String[]::new));
  }

  /** With the agents of a file. */
  Settings settings(Path file) {
    return Settings.load(file, Map.of(), flags());
  }

  private List<String> flags() {
    return List.of(
        "kafka.bootstrap.servers=" + servers,
        "postgres.url=" + jdbcUrl,
        "worker.allow=process,shell,mcp",
        "topics.prefix=" + prefix,
        "topics.partitions=" + PARTITIONS,
        "topics.replication-factor=1");
  }

  void start(TaskStart task) throws ExecutionException, InterruptedException {
    producer
        .send(
            new ProducerRecord<>(
                task.placement().pool().equals(PoolRules.AGENTS)
                    ? agents.commands()
                    : tools.commands(),
                task.placement().concurrencyKey(),
                CommandCodec.encode(new Command.Start(task))))
        .get();
  }

  /** The end of a task. */
  LifecycleEvent awaitEnd(String taskId) {
    return Awaitility.await("the end of " + taskId)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              poll();
              return events.stream()
                  .filter(e -> e.task().id().equals(taskId) && !e.task().isLive())
                  .findFirst()
                  .orElse(null);
            },
            e -> e != null);
  }

  /** All events so far, of both pools, in the order read. */
  List<LifecycleEvent> events() {
    poll();
    return List.copyOf(events);
  }

  /** The chunks of a task so far, each number once, the latest attempt's. */
  List<String> chunks(String taskId) {
    poll();
    List<String> chunks = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : output) {
      try {
        if (OutputCodec.decode(record.value()) instanceof OutputCodec.Content.Chunks(var out)
            && out.taskId().equals(taskId)) {
          while (chunks.size() > out.seq()) {
            chunks.removeLast();
          }
          out.chunks().forEach(chunk -> chunks.add(chunk.text()));
        }
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
    return chunks;
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(50))) {
      if (PermitCodec.isPermit(record.key())) {
        continue;
      }
      if (record.topic().equals(agents.lifecycle()) || record.topic().equals(tools.lifecycle())) {
        String pool =
            record.topic().equals(agents.lifecycle()) ? PoolRules.AGENTS : PoolRules.TOOLS;
        try {
          events.add(new LifecycleCodec(PoolRules.of(pool)).decode(record.value()));
        } catch (MalformedRecord e) {
          throw new AssertionError(e);
        }
      } else {
        output.add(record);
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    reader.close();
  }
}
