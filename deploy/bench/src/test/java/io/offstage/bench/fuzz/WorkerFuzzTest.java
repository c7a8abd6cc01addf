package io.offstage.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.bench.history.Fact;
import io.offstage.bench.history.LogFacts;
import io.offstage.dev.DevInfra;
import io.offstage.settings.Settings;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStatus;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Spoilt records among good ones, before a real worker: each is in the dead letter with a reason,
 * or becomes a task that ends, and what stands behind it runs.
 */
class WorkerFuzzTest {

  private static final int PARTITIONS = 3;
  private static final int RECORDS = Integer.getInteger("offstage.records", 400);
  private static final long SEED = Long.getLong("offstage.seed", 1);

  private final Settings settings =
      Settings.of(
          "kafka.bootstrap.servers=" + DevInfra.shared().bootstrapServers(),
          "topics.prefix=fuzz-" + System.nanoTime() + ".",
          "topics.partitions=" + PARTITIONS,
          "topics.replication-factor=1",
          "worker.unknown-tool-grace=100ms",
          "worker.drain.timeout=1s");
  private final String topic = new PoolTopics(settings.topics().prefix(), "tools").commands();
  private final CommandCodec codec = new CommandCodec(PoolRules.of("tools"));
  private final SplittableRandom random = new SplittableRandom(SEED);

  private final Map<Position, RecordFuzzer.Spoilt> spoilt = new LinkedHashMap<>();
  private final Map<Position, String> buried = new HashMap<>();
  private final Map<String, Task> tasks = new HashMap<>();

  private void see(Fact fact) {
    switch (fact) {
      case Fact.Buried b -> buried.put(b.at(), b.reason());
      case Fact.Happened h -> tasks.put(h.event().task().id(), h.event().task());
      default -> {}
    }
  }

  private static Tool quick() {
    return Tool.named("quick").inBackground().running((args, _) -> args);
  }

  @Test
  void eachIsADeadLetterWithAReasonOrATaskThatEndsAndEveryGoodOneRuns() throws Exception {
    try (Admin admin = Admin.create(settings.kafka().clientProperties())) {
      new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
    }
    try (LogFacts log = new LogFacts(settings, this::see);
        TaskWorker _ = TaskWorker.serving(settings, quick())) {
      int good = produce();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(
              () -> {
                log.poll(Duration.ofMillis(50));
                assertThat(goodOnesCompleted()).isEqualTo(good);
                spoilt.forEach(this::assertThatItIsDealtWith);
              });
    }
    assertThat(buried).hasSizeGreaterThan(RECORDS / 3);
    assertThat(buried.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
  }

  private long goodOnesCompleted() {
    return tasks.values().stream()
        .filter(task -> task.id().startsWith("good-") && task.status() == TaskStatus.COMPLETED)
        .count();
  }

  /** Returns how many good ones there are. */
  private int produce() throws ExecutionException, InterruptedException {
    RecordFuzzer fuzzer = new RecordFuzzer(SEED, "spoilt-");
    int good = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        RecordFuzzer.Spoilt next = fuzzer.next();
        int partition = random.nextInt(PARTITIONS);
        RecordMetadata at =
            producer.send(new ProducerRecord<>(topic, partition, key(), next.value().get())).get();
        spoilt.put(new Position(at.partition(), at.offset()), next);
        if (i % 4 == 0 || i > RECORDS - 10) {
          producer.send(new ProducerRecord<>(topic, partition, utf8("k"), good(good++))).get();
        }
      }
    }
    return good;
  }

  private byte @Nullable [] key() {
    return switch (random.nextInt(8)) {
      case 0 -> null;
      case 1 -> new byte[] {(byte) 0xff};
      case 2 -> new byte[0];
      case 3 -> utf8("\u0000\n");
      default -> utf8("k");
    };
  }

  private static byte[] good(int number) {
    return utf8(
        "{\"type\":\"background-task-started\",\"taskId\":\"good-%d\",\"toolName\":\"quick\",\"agentId\":\"a\"}"
            .formatted(number));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertThatItIsDealtWith(Position at, RecordFuzzer.Spoilt record) {
    if (buried.containsKey(at)) {
      return;
    }
    try {
      Command command = codec.decode("k", record.value().get(), Instant.EPOCH);
      if (command instanceof Command.Start(var start)) {
        assertThat(tasks).as("%s at %s", record.what(), at).containsKey(start.taskId());
        Task task = Objects.requireNonNull(tasks.get(start.taskId()));
        Instant runAt = start.placement().runAt();
        if (runAt == null || runAt.isBefore(Instant.now())) {
          assertThat(task.isLive()).as("%s at %s, %s", record.what(), at, task.state()).isFalse();
        }
      }
    } catch (MalformedRecord e) {
      throw new AssertionError(
          "%s at %s is not in the dead letter: %s".formatted(record.what(), at, e.getMessage()));
    }
  }
}
