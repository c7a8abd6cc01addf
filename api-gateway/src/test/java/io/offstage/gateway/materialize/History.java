package io.offstage.gateway.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.store.StoredTask;
import io.offstage.store.TaskReader;
import io.offstage.task.ErrorCode;
import io.offstage.task.Lineage;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.ToolCall;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.TaskJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Plays the producers and the workers of one pool, in transactions, and knows what the table must
 * hold in the end. One thread.
 */
final class History implements AutoCloseable {

  private final Deployment deployment;
  private final Random random;
  private final Instant now;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final List<ProducerRecord<byte[], byte[]>> snapshots = new ArrayList<>();
  private int made;

  History(Deployment deployment, long seed) {
    this(deployment, seed, Instant.now());
  }

  /** A history of which everything happens at one moment. */
  History(Deployment deployment, long seed, Instant now) {
    this.deployment = deployment;
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
    this.random = new Random(seed);
    Map<String, Object> config = deployment.settings.kafka().clientProperties();
    config.put("transactional.id", deployment.topics.prefix() + "history-" + seed);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  /** So many steps in transactions of some steps each; one in ten is aborted. */
  void play(int steps) throws Exception {
    for (int done = 0; done < steps; ) {
      int size = 1 + random.nextInt(20);
      producer.beginTransaction();
      if (random.nextInt(10) == 0) {
        send(start("aborted-" + made++));
        send(new byte[] {1}, new byte[] {1}, deployment.topics.lifecycle(), 0);
        producer.abortTransaction();
      } else {
        for (int i = 0; i < size; i++) {
          step();
        }
        producer.commitTransaction();
      }
      done += size;
    }
  }

  private void step() throws Exception {
    int dice = random.nextInt(20);
    if (tasks.isEmpty() || dice < 5) {
      begin("t-" + made++);
    } else if (dice == 5) {
      junk();
    } else if (dice == 6 && !snapshots.isEmpty()) {
      send(again(snapshots.get(random.nextInt(snapshots.size()))));
    } else if (dice == 7) {
      send(any().start());
    } else {
      advance(any());
    }
  }

  /** A start in its partition; without an event so far. */
  Task begin(String id) throws Exception {
    TaskStart start = start(id);
    RecordMetadata at = producer.send(record(start)).get();
    Task task = Task.begin(start, new Position(at.partition(), at.offset()));
    tasks.put(id, task);
    return task;
  }

  private TaskStart start(String id) {
    return new TaskStart(
        id,
        new ToolCall("tool", "call-" + id, new RawJson("{ \"n\": 12345678901234567890.10 }")),
        new Origin("agent", "run-" + id, MemoryScope.of("user", "thread")),
        Placement.in(Deployment.POOL, "key-" + id),
        Policy.DEFAULT,
        Lineage.NONE,
        now,
        Map.of("extra", new RawJson("[1,  2]")));
  }

  private void send(TaskStart start) {
    send(record(start));
  }

  private ProducerRecord<byte[], byte[]> record(TaskStart start) {
    String key = start.placement().concurrencyKey();
    return new ProducerRecord<>(
        deployment.topics.commands(),
        KeyPartitioner.partitionOf(key, Deployment.PARTITIONS),
        utf8(key),
        CommandCodec.encode(new Command.Start(start)));
  }

  /** What must leave no row: not understood, or in a partition it does not belong to. */
  private void junk() {
    byte[] value = CommandCodec.encode(new Command.Start(start("junk-" + made++)));
    String key = "key-junk-" + (made - 1);
    int elsewhere =
        (KeyPartitioner.partitionOf(key, Deployment.PARTITIONS) + 1) % Deployment.PARTITIONS;
    send(utf8(key), value, deployment.topics.commands(), elsewhere);
    send(
        utf8("k"), utf8("{\"type\":\"background-task-started\"}"), deployment.topics.commands(), 0);
    send(
        utf8("k"),
        CommandCodec.encode(new Command.Cancel("t-0", "c", null, null, true)),
        deployment.topics.commands(),
        1);
  }

  private Task any() {
    return List.copyOf(tasks.values()).get(random.nextInt(tasks.size()));
  }

  private void advance(Task task) {
    TaskEvent event =
        switch (task.state()) {
          case TaskState.Pending _ -> new TaskEvent.Started("worker");
          case TaskState.Running _, TaskState.Waiting _ ->
              switch (random.nextInt(5)) {
                case 0 -> new TaskEvent.Suspended(new RawJson("{\"why\": 1e400}"));
                case 1 -> new TaskEvent.Queued(true);
                case 2 ->
                    new TaskEvent.Failed(TaskError.of(ErrorCode.TOOL_ERROR, "no \u0000 luck"));
                default -> new TaskEvent.Completed(new RawJson("{\"é\": [1.000]}"));
              };
          case TaskState.Suspended _ -> new TaskEvent.Resumed(RawJson.EMPTY_OBJECT);
          case TaskState.Ended _ -> null;
        };
    if (event != null) {
      happen(task.id(), event);
    }
  }

  /** Appends this event of a task that has been begun. */
  void happen(String id, TaskEvent event) {
    Task next = task(id).evolve(event, now);
    tasks.put(id, next);
    ProducerRecord<byte[], byte[]> snapshot =
        new ProducerRecord<>(
            deployment.topics.lifecycle(),
            next.startedFrom().partition(),
            utf8(id),
            LifecycleCodec.encode(new LifecycleEvent(event.type(), next, now, null)));
    send(snapshot);
    snapshots.add(snapshot);
  }

  Task task(String id) {
    return Objects.requireNonNull(tasks.get(id));
  }

  /** Runs in one transaction. */
  void inTransaction(Steps steps) throws Exception {
    producer.beginTransaction();
    steps.run();
    producer.commitTransaction();
  }

  /** What a test does in one transaction. */
  interface Steps {
    void run() throws Exception;
  }

  /** Takes a task's snapshots away, as compaction would in the end. */
  void tombstone(String id) {
    Task task = Objects.requireNonNull(tasks.remove(id));
    send(
        new ProducerRecord<>(
            deployment.topics.lifecycle(), task.startedFrom().partition(), utf8(id), null));
  }

  void send(byte[] key, byte[] value, String topic, int partition) {
    send(new ProducerRecord<>(topic, partition, key, value));
  }

  /** Whether it arrived is known when the transaction commits. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    var _ = producer.send(record);
  }

  private static ProducerRecord<byte[], byte[]> again(ProducerRecord<byte[], byte[]> record) {
    return new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value());
  }

  /** Waits until Postgres has applied every topic to its very end, then compares every row. */
  void awaitEqual() throws Exception {
    awaitApplied();
    assertThat(rows()).isEqualTo(expected());
  }

  /** Waits until Postgres has applied every topic to its very end, but for these partitions. */
  void awaitApplied(TopicPartition... except) {
    TaskReader reader = deployment.database.taskReader();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Map<TopicPartition, Long> ends = new LogEnds(deployment).committed();
              List.of(except).forEach(ends::remove);
              assertThat(reader.appliedOffsets()).containsAllEntriesOf(ends);
            });
  }

  Map<String, String> expected() {
    Map<String, String> rows = new TreeMap<>();
    tasks.forEach(
        (id, task) ->
            rows.put(
                id,
                "%d %s %s"
                    .formatted(
                        task.version(), task.status().wireName(), TaskJson.of(task).text())));
    return rows;
  }

  Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    for (int p = 0; p < Deployment.PARTITIONS; p++) {
      deployment
          .database
          .taskReader()
          .scan(Deployment.POOL, p, row -> rows.put(row.key().id(), shown(row)));
    }
    return rows;
  }

  private static String shown(StoredTask row) {
    return "%d %s %s".formatted(row.version(), row.status(), row.document());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
