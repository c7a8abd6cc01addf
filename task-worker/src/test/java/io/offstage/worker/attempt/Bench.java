package io.offstage.worker.attempt;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.offstage.dev.DevInfra;
import io.offstage.settings.InputLimits;
import io.offstage.settings.Settings;
import io.offstage.task.Task;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** A pool of fresh topics on the shared broker, and attempts that serve it. */
final class Bench implements AutoCloseable {

  static final int PARTITIONS = 4;

  final Map<String, Object> client =
      Map.of("bootstrap.servers", DevInfra.shared().bootstrapServers());
  final RecordingSink sink = new RecordingSink();
  final PoolRules rules;
  final PoolTopics topics;
  final OutputWriter writer;
  final ToldChildren children;

  private Bench(String pool, InputLimits limits) throws Exception {
    rules = PoolRules.of(pool);
    topics = new PoolTopics(UUID.randomUUID() + ".", pool);
    create();
    writer = OutputWriter.open(client, topics, rules, limits);
    children = new ToldChildren(client, topics, rules);
  }

  static Bench ofPool(String pool) throws Exception {
    return new Bench(pool, limits());
  }

  static Bench withLimits(String... flags) throws Exception {
    return new Bench("tools", limits(flags));
  }

  static InputLimits limits(String... flags) {
    return Settings.of(flags).limits();
  }

  private void create() throws Exception {
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(
              topics.all().stream().map(t -> new NewTopic(t, PARTITIONS, (short) 1)).toList())
          .all()
          .get(30, SECONDS);
      // Replicas take no appends before this succeeds.
      var latest =
          topics.all().stream()
              .flatMap(t -> partitions(t).stream())
              .collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest()));
      Awaitility.await()
          .ignoreException(ExecutionException.class)
          .untilAsserted(() -> admin.listOffsets(latest).all().get(5, SECONDS));
    }
  }

  private static List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  Attempts serving(Tool... tools) {
    return serving(Handlers.of(Toolbox.of(tools)));
  }

  Attempts serving(String toolName, TaskHandler handler) {
    return serving(Handlers.of(Map.of(toolName, handler)));
  }

  private Attempts serving(Handlers handlers) {
    return new VirtualThreadAttempts(handlers, writer, children, FailurePolicy.DEFAULT, limits());
  }

  /** Starts an attempt whose running event is durable at once. */
  RunningAttempt start(Attempts attempts, Task task) {
    RunningAttempt attempt = attempts.start(task, List.of(), sink);
    attempt.openOutput();
    return attempt;
  }

  RecordingSink.Ended run(Attempts attempts, Task task) throws InterruptedException {
    start(attempts, task);
    return sink.awaitEnd();
  }

  /** Everything that is in the output topic now, in order per partition. */
  List<ConsumerRecord<String, byte[]>> rawOutput() {
    try (var consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all = partitions(topics.output());
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
      return found;
    }
  }

  List<OutputRecord> output() throws MalformedRecord {
    List<OutputRecord> found = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : rawOutput()) {
      if (OutputCodec.decode(record.value()) instanceof OutputCodec.Content.Chunks chunks) {
        found.add(chunks.output());
      }
    }
    return found;
  }

  /** All chunks of the output topic as texts, in order. */
  List<String> chunks() throws MalformedRecord {
    return output().stream().flatMap(o -> o.chunks().stream()).map(c -> c.text()).toList();
  }

  @Override
  public void close() {
    writer.close();
  }
}
