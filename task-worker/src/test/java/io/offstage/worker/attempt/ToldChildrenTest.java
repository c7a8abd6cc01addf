package io.offstage.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.ChildEnd;
import io.offstage.task.EventType;
import io.offstage.task.Outcome;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStatus;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ToldChildrenTest {

  private static Bench bench;

  @BeforeAll
  static void open() throws Exception {
    bench = Bench.ofPool("agents");
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @Test
  void endsInMemoryAreTakenFromThere() throws Exception {
    FinishedChild child = finished("c1", new RawJson("1"), null);

    assertThat(childrenSeenBy(parent(end("c1", new Position(0, 99))), List.of(child)))
        .containsExactly(child);
  }

  @Test
  void otherEndsAreReadFromTheLogInTheOrderTheyWereTold() throws Exception {
    FinishedChild first = finished("c1", new RawJson("{\"n\": 1.0}"), null);
    FinishedChild second = finished("c2", new RawJson("2"), null);
    FinishedChild third = finished("c3", new RawJson("3"), null);
    Position told1 = write(bench.topics.commands(), told(first));
    Position told3 = write(bench.topics.commands(), told(third));

    Task parent = parent(end("c1", told1), end("c2", new Position(0, 99_999)), end("c3", told3));

    assertThat(childrenSeenBy(parent, List.of(second))).containsExactly(first, second, third);
  }

  @Test
  void aLargeResultIsReadFromTheChildsLastSnapshot() throws Exception {
    RawJson large = new RawJson('"' + "x".repeat(100_000) + '"');
    Task child = Tasks.running("research").evolve(new TaskEvent.Completed(large), Tasks.NOW);
    Position at =
        write(
            bench.topics.lifecycle(),
            LifecycleCodec.encode(new LifecycleEvent(EventType.COMPLETED, child, Tasks.NOW, null)));
    FinishedChild told = finished(child.id(), null, at);

    assertThat(childrenSeenBy(parent(end(child.id(), new Position(0, 0))), List.of(told)))
        .containsExactly(told.withResult(large));
  }

  @Test
  void anEndThatIsGoneIsNamed() throws Exception {
    Position elsewhere = write(bench.topics.commands(), told(finished("other", null, null)));

    assertThatThrownBy(() -> bench.children.read(List.of(end("c1", elsewhere)), Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("c1", bench.topics.commands());
  }

  @Test
  void anInterruptEndsTheReading() throws Exception {
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    bench.children.read(List.of(end("c1", new Position(0, 0))), Map.of());
                    stopped.complete(false);
                  } catch (InterruptedException | RuntimeException e) {
                    stopped.complete(e instanceof InterruptedException);
                  }
                });

    reader.interrupt();

    assertThat(stopped.get(8, TimeUnit.SECONDS)).isTrue();
  }

  private static List<FinishedChild> childrenSeenBy(Task parent, List<FinishedChild> told)
      throws InterruptedException {
    CompletableFuture<List<FinishedChild>> seen = new CompletableFuture<>();
    Attempts attempts =
        bench.serving(
            "agent",
            attempt -> {
              seen.complete(attempt.finishedChildren());
              return new Outcome.Succeeded(RawJson.NULL);
            });
    attempts.start(parent, told, bench.sink);
    assertThat(bench.sink.awaitEnd().outcome()).isInstanceOf(Outcome.Succeeded.class);
    return seen.join();
  }

  private static Task parent(ChildEnd... ends) {
    Task task = Tasks.running("agent");
    Map<String, Place> children = new HashMap<>();
    for (ChildEnd end : ends) {
      children.put(end.taskId(), new Place("tools", "key"));
    }
    task = task.evolve(new TaskEvent.Advanced(children, List.of()), Tasks.NOW);
    for (ChildEnd end : ends) {
      task = task.evolve(new TaskEvent.ChildEnded(end), Tasks.NOW);
    }
    return task;
  }

  private static ChildEnd end(String id, Position toldAt) {
    return new ChildEnd(id, TaskStatus.COMPLETED, toldAt);
  }

  private static FinishedChild finished(
      String id, @Nullable RawJson result, @Nullable Position resultAt) {
    return new FinishedChild(
        id,
        "agents",
        "research",
        "call-1",
        Tasks.running("research").start().origin(),
        TaskStatus.COMPLETED,
        null,
        result,
        resultAt,
        Tasks.NOW,
        Tasks.NOW);
  }

  private static byte[] told(FinishedChild child) {
    return CommandCodec.encode(new Command.ChildFinished("parent", "agents", child, null));
  }

  private static Position write(String topic, byte[] value) throws Exception {
    try (var producer =
        new KafkaProducer<>(bench.client, new StringSerializer(), new ByteArraySerializer())) {
      var at =
          producer.send(new ProducerRecord<>(topic, 1, "key", value)).get(30, TimeUnit.SECONDS);
      return new Position(at.partition(), at.offset());
    }
  }
}
