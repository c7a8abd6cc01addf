package io.offstage.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.cli.RoleProcess;
import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a deployment does to a fleet: SIGTERM for one process after the other, under load. */
class RollingRestartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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
      try (SteadyLoad load = new SteadyLoad(stage.settings())) {
        for (int restart = 0; restart < 3; restart++) {
          RoleProcess leaving = workers.removeFirst();
          leaving.signal("TERM");
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

  /** A task every ten milliseconds on forty keys, each of which takes thirty. */
  private static final class SteadyLoad implements AutoCloseable {

    private final KafkaProducer<String, String> producer;
    private final String topic;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;
    private int tasks;

    SteadyLoad(Settings settings) {
      this.topic = new PoolTopics(settings.topics().prefix(), "tools").commands();
      this.producer =
          new KafkaProducer<>(
              settings.kafka().clientProperties(), new StringSerializer(), new StringSerializer());
      this.thread = Thread.ofPlatform().daemon().name("steady-load").start(this::produce);
    }

    private void produce() {
      while (!over.get()) {
        String task =
            """
            {"type":"background-task-started","taskId":"t%d","toolName":"nap","agentId":"a",\
            "args":{"millis":30}}\
            """
                .formatted(tasks);
        Future<?> _ = producer.send(new ProducerRecord<>(topic, "k" + tasks % 40, task));
        tasks++;
        try {
          TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    /** How many there were. */
    int end() throws InterruptedException {
      over.set(true);
      thread.join();
      producer.flush();
      return tasks;
    }

    @Override
    public void close() {
      over.set(true);
      producer.close();
    }
  }
}
