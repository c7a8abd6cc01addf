package io.offstage.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.cli.RoleProcess;
import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment does to a fleet: SIGTERM for one process after the other, under load. */
class RollingRestartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int AT_WORK = 6;

  @TempDir private Path signs;

  @Test
  void nothingThatEndsWithinTheDrainIsRedeliveredAndEachProcessExitsWith0() throws Exception {
    try (Stage stage =
        Stage.open(
            "topics.partitions=6", "worker.drain.timeout=30s", "worker.drain.rebalance=20s")) {
      List<RoleProcess> workers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        workers.add(stage.role("task-worker"));
      }
      List<Integer> exits = new ArrayList<>();
      int tasks;
      try (PoolLog log = stage.log("tools");
          SteadyLoad load = new SteadyLoad(stage.settings())) {
        for (int restart = 0; restart < 3; restart++) {
          Path sign = signs.resolve("sign" + restart);
          List<String> atWork = load.hold(AT_WORK, sign);
          Awaitility.await()
              .atMost(PATIENCE)
              .until(() -> log.events().keySet().containsAll(atWork));

          RoleProcess leaving = workers.removeFirst();
          leaving.signal("TERM");
          Files.createFile(sign);

          exits.add(leaving.awaitExit(PATIENCE));
          workers.add(stage.role("task-worker"));
        }
        tasks = load.end();
      }
      PoolLog log = stage.log("tools");
      Awaitility.await().atMost(PATIENCE).until(() -> log.ended() == tasks);

      Map<String, JsonNode> ends = log.endOfEach();
      assertThat(exits).containsExactly(0, 0, 0);
      assertThat(ends).hasSize(tasks);
      assertThat(ends.values())
          .allMatch(end -> end.path("type").asText().equals("background-task-completed"))
          .allMatch(end -> end.at("/task/deliveries").asInt() == 1);
    }
  }

  /** A task every ten milliseconds on forty keys; and some that work until they are told to end. */
  private static final class SteadyLoad implements AutoCloseable {

    private static final int KEYS = 40;

    private final KafkaProducer<String, String> producer;
    private final String topic;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger tasks = new AtomicInteger();

    SteadyLoad(Settings settings) {
      this.topic = new PoolTopics(settings.topics().prefix(), "tools").commands();
      this.producer =
          new KafkaProducer<>(
              settings.kafka().clientProperties(), new StringSerializer(), new StringSerializer());
      Future<?> _ =
          clock.scheduleAtFixedRate(() -> start("echo", "{}"), 0, 10, TimeUnit.MILLISECONDS);
    }

    /** Tasks that run until the file is there; their ids. */
    List<String> hold(int count, Path file) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ids.add(start("hold", "{\"file\":\"%s\"}".formatted(file)));
      }
      return ids;
    }

    private String start(String tool, String args) {
      int number = tasks.getAndIncrement();
      String task =
          """
          {"type":"background-task-started","taskId":"t%d","toolName":"%s","agentId":"a",\
          "args":%s}\
          """
              .formatted(number, tool, args);
      Future<?> _ = producer.send(new ProducerRecord<>(topic, "k" + number % KEYS, task));
      return "t" + number;
    }

    /** How many there were. */
    int end() throws InterruptedException {
      clock.shutdown();
      assertThat(clock.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      producer.flush();
      return tasks.get();
    }

    @Override
    public void close() {
      clock.shutdownNow();
      producer.close();
    }
  }
}
