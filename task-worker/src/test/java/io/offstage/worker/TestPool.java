package io.offstage.worker;

import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.LimitCodec;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/**
 * Fresh topics of a pool on the shared broker, a plain producer, and a reader of all that is
 * committed.
 */
final class TestPool implements AutoCloseable {

  final PoolTopics topics;
  final int partitions;
  private final String servers;
  private final String prefix;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<byte[], byte[]> reader;
  private final List<ConsumerRecord<byte[], byte[]>> lifecycle = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> permits = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> output = new ArrayList<>();

  TestPool(String prefix, int partitions) {
    this(DevInfra.shared(), prefix, partitions);
  }

  TestPool(DevInfra infra, String prefix, int partitions) {
    this.servers = infra.bootstrapServers();
    this.prefix = prefix + ".";
    this.topics = new PoolTopics(this.prefix, "tools");
    this.partitions = partitions;
    this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    create();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer());
    this.reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>(partitionsOf(topics.lifecycle()));
    all.addAll(partitionsOf(PoolTopics.deadLetter(this.prefix)));
    all.addAll(partitionsOf(topics.output()));
    reader.assign(all);
    reader.seekToBeginning(all);
  }

  Settings settings(String... more) {
    return Settings.of(Stream.concat(flags().stream(), Arrays.stream(more)).toArray(String[]::new));
  }

  /** What a worker of this pool is told, {@code key=value} each. */
  List<String> flags() {
    return List.of(
        "kafka.bootstrap.servers=" + servers,
        "topics.prefix=" + prefix,
        "topics.partitions=" + partitions,
        "topics.replication-factor=1");
  }

  /** And these. */
  List<String> flags(List<String> more) {
    return Stream.concat(flags().stream(), more.stream()).toList();
  }

  void send(String key, String value) {
    Future<?> _ = producer.send(new ProducerRecord<>(topics.commands(), key, value));
  }

  void sendTo(int partition, String key, String value) {
    Future<?> _ = producer.send(new ProducerRecord<>(topics.commands(), partition, key, value));
  }

  /** Returns when what was sent is in the log. */
  void flush() {
    producer.flush();
  }

  void start(String key, String id, String tool, String more) {
    send(key, started(id, tool, more));
  }

  /** Into this partition, whichever the key's is. */
  void startIn(int partition, String key, String id, String tool) {
    sendTo(partition, key, started(id, tool, ""));
  }

  private static String started(String id, String tool, String more) {
    return """
    {"type":"background-task-started","taskId":"%s","toolName":"%s","agentId":"a"%s}\
    """
        .formatted(id, tool, more);
  }

  /** Sets a limit of the pool, as an operator does while everything runs. */
  void setLimit(String name, int max) {
    LimitCodec.Key key = new LimitCodec.Key("tools", LimitName.of(name).orElseThrow());
    Future<?> _ =
        producer.send(
            new ProducerRecord<>(
                PoolTopics.limits(prefix),
                new String(LimitCodec.encode(key), StandardCharsets.UTF_8),
                new String(
                    LimitCodec.encode(new LimitSetting(max, null, Instant.now(), null)),
                    StandardCharsets.UTF_8)));
    producer.flush();
  }

  void sendBytes(byte[] value) {
    try (KafkaProducer<byte[], byte[]> raw =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.flush();
      Future<?> _ = raw.send(new ProducerRecord<>(topics.commands(), value));
    }
  }

  String bootstrapServers() {
    return servers;
  }

  /** The values of all dead letters so far. */
  List<String> deadLetterValues() {
    poll();
    return deadLetters.stream().map(r -> new String(r.value(), StandardCharsets.UTF_8)).toList();
  }

  /** All lifecycle events committed so far, in order within a partition. */
  List<LifecycleEvent> events() {
    poll();
    LifecycleCodec codec = new LifecycleCodec(PoolRules.of("tools"));
    List<LifecycleEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : lifecycle) {
      try {
        events.add(codec.decode(record.value()));
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
    return events;
  }

  /** Like {@link #events}, of all partitions in the order of the broker's clock. */
  List<LifecycleEvent> eventsByTime() {
    events();
    lifecycle.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
    return events();
  }

  List<LifecycleEvent> ends() {
    return events().stream().filter(e -> !e.task().isLive()).toList();
  }

  /** Keys of all permits that have not been released. */
  Set<String> standingPermits() {
    poll();
    Set<String> standing = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : permits) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        standing.remove(key);
      } else {
        standing.add(key);
      }
    }
    return standing;
  }

  /** The chunks of a task so far. */
  List<String> chunks(String taskId) {
    poll();
    List<String> chunks = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : output) {
      try {
        if (OutputCodec.decode(record.value()) instanceof OutputCodec.Content.Chunks(var said)
            && said.taskId().equals(taskId)) {
          said.chunks().forEach(chunk -> chunks.add(chunk.text()));
        }
      } catch (MalformedRecord e) {
        throw new AssertionError(e);
      }
    }
    return chunks;
  }

  /** The reasons of all dead letters so far. */
  List<String> deadLetterReasons() {
    poll();
    return deadLetters.stream()
        .map(
            r ->
                new String(
                    r.headers().lastHeader("offstage-reason").value(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Waits until so many workers own partitions. */
  void awaitWorkers(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
        .until(() -> owners() >= count);
  }

  private long owners() throws Exception {
    return admin
        .describeConsumerGroups(List.of(topics.group()))
        .all()
        .get(10, TimeUnit.SECONDS)
        .values()
        .stream()
        .flatMap(group -> group.members().stream())
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  void awaitEnds(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ends().size() >= count);
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(50))) {
      if (record.topic().equals(topics.output())) {
        output.add(record);
      } else if (!record.topic().equals(topics.lifecycle())) {
        deadLetters.add(record);
      } else if (PermitCodec.isPermit(record.key())) {
        permits.add(record);
      } else {
        lifecycle.add(record);
      }
    }
  }

  private void create() {
    new TopicAdmin(admin, settings()).apply(TopicAdmin.Alter.NOTHING);
  }

  private List<TopicPartition> partitionsOf(String topic) {
    return IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  @Override
  public void close() {
    try {
      producer.close();
      reader.close();
      admin.close();
    } catch (KafkaException e) {
      throw new AssertionError(e);
    }
  }
}
