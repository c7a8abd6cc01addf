package io.offstage.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.OutputRecord;
import io.offstage.worker.tool.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutputTest {

  @Test
  void chunksStandInOrderInTheTasksPartitionNumberedOverItsWholeLife() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      Task task = Tasks.running("count").with(new OutputMark(7L, 40));
      Attempts attempts =
          bench.serving(
              Tool.named("count")
                  .running(
                      (_, ctx) -> {
                        for (int i = 0; i < 5_000; i++) {
                          ctx.output(Map.of("n", i));
                        }
                        return "done";
                      }));

      var ended = bench.run(attempts, task);

      assertThat(ended.output()).isEqualTo(new OutputMark(7L, 5_040));
      assertThat(bench.chunks())
          .containsExactlyElementsOf(
              IntStream.range(0, 5_000).mapToObj(i -> "{\"n\":" + i + "}").toList());
      List<OutputRecord> records = bench.output();
      long expected = 40;
      for (OutputRecord record : records) {
        assertThat(record.seq()).isEqualTo(expected);
        expected += record.chunks().size();
      }
      assertThat(records).as("later ones wait for others").hasSizeLessThan(500);
      assertThat(bench.rawOutput())
          .allSatisfy(
              record -> {
                assertThat(record.key()).isEqualTo(task.id());
                assertThat(record.partition())
                    .isEqualTo(KeyPartitioner.partitionOf("researcher/u1", Bench.PARTITIONS));
              });
    }
  }

  @Test
  void theFirstMarkSaysWhereTheOutputBegins() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      Attempts attempts = bench.serving(saying("one"));

      assertThat(bench.run(attempts, Tasks.running("say")).output())
          .isEqualTo(new OutputMark(0L, 1));
      assertThat(bench.run(attempts, Tasks.running("say")).output())
          .isEqualTo(new OutputMark(1L, 1));
    }
  }

  @Test
  void nothingLeavesBeforeTheRunningEventIsDurable() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      CountDownLatch said = new CountDownLatch(1);
      Attempts attempts =
          bench.serving(
              "say",
              attempt -> {
                attempt.output(new RawJson("1"));
                attempt.output(new RawJson("2"));
                said.countDown();
                return new Outcome.Succeeded(RawJson.NULL);
              });
      RunningAttempt attempt = attempts.start(Tasks.running("say"), List.of(), bench.sink);
      said.await();
      // Another attempt's output, waited for, stands in for "long enough".
      bench.run(bench.serving(saying("other")), Tasks.running("say"));

      assertThat(bench.chunks()).containsExactly("\"other\"");
      assertThat(bench.sink.sawMoreEnds()).isFalse();

      attempt.openOutput();
      attempt.openOutput();

      assertThat(bench.sink.awaitEnd().output().nextSeq()).isEqualTo(2);
      assertThat(bench.chunks()).containsExactly("\"other\"", "1", "2");
    }
  }

  @Test
  void whatMayNotLeaveByTheTimeOfAnInterruptIsDropped() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      RunningAttempt attempt =
          bench.serving(saying("unheard")).start(Tasks.running("say"), List.of(), bench.sink);

      attempt.interrupt();

      assertThat(bench.sink.awaitEnd().output()).isEqualTo(OutputMark.NONE);
      attempt.openOutput();
      // Another attempt's output, waited for, stands in for "long enough".
      bench.run(bench.serving(saying("other")), Tasks.running("say"));
      assertThat(bench.chunks()).containsExactly("\"other\"");
    }
  }

  @Test
  void whoeverSaysTooMuchAtOnceWaitsUntilThereIsRoomAgain() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      AtomicInteger written = new AtomicInteger();
      Attempts attempts =
          bench.serving(
              "say",
              attempt -> {
                for (int i = 0; i < 40; i++) {
                  attempt.output(new RawJson('"' + "x".repeat(50_000) + '"'));
                  written.incrementAndGet();
                }
                return new Outcome.Succeeded(RawJson.NULL);
              });
      RunningAttempt attempt = attempts.start(Tasks.running("say"), List.of(), bench.sink);
      Awaitility.await().until(() -> written.get() == 20);

      attempt.openOutput();

      assertThat(bench.sink.awaitEnd().output().nextSeq()).isEqualTo(40);
      assertThat(bench.chunks()).hasSize(40);
    }
  }

  @Test
  void anInterruptReleasesWhoeverWaitsForRoom() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      Attempts attempts =
          bench.serving(
              "say",
              attempt -> {
                while (true) {
                  attempt.output(new RawJson('"' + "x".repeat(60_000) + '"'));
                }
              });
      RunningAttempt attempt = attempts.start(Tasks.running("say"), List.of(), bench.sink);

      attempt.interrupt();

      assertThat(bench.sink.awaitEnd().outcome()).isEqualTo(new Outcome.Cancelled());
    }
  }

  @Test
  void aChunkThatKnowsOfEndsBeginsARecordOfItsOwn() throws Exception {
    try (Bench bench = Bench.ofPool("agents")) {
      Attempts attempts =
          bench.serving(
              "agent",
              attempt -> {
                attempt.output(new RawJson("1"));
                attempt.output(new RawJson("2"));
                attempt.output(new RawJson("3"), List.of("child"));
                attempt.output(new RawJson("4"));
                return new Outcome.Succeeded(RawJson.NULL);
              });

      bench.run(attempts, Tasks.running("agent"));

      assertThat(bench.chunks()).containsExactly("1", "2", "3", "4");
      assertThat(bench.output())
          .filteredOn(record -> !record.after().isEmpty())
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.after()).containsExactly("child");
                assertThat(record.chunks().getFirst()).isEqualTo(new RawJson("3"));
              });
    }
  }

  @Test
  void aTaskThatSaysTooMuchIsTruncatedOnceAndEndsWell() throws Exception {
    try (Bench bench = Bench.withLimits("limits.output=100KiB", "limits.chunk=10KiB")) {
      Attempts attempts =
          bench.serving(
              "say",
              attempt -> {
                for (int i = 0; i < 200; i++) {
                  attempt.output(new RawJson('"' + "x".repeat(1_022) + '"'));
                }
                return new Outcome.Succeeded(RawJson.NULL);
              });

      var ended = bench.run(attempts, Tasks.running("say"));

      assertThat(ended.outcome()).isInstanceOf(Outcome.Succeeded.class);
      assertThat(bench.chunks())
          .hasSize(101)
          .last()
          .isEqualTo("{\"type\":\"output-truncated\",\"payload\":{\"limit\":102400}}");
    }
  }

  @Test
  void outputThatFailsIsNotInTheMarkAndChangesNoOutcome() throws Exception {
    Bench bench = Bench.ofPool("tools");
    Semaphore mayGoOn = new Semaphore(0);
    Attempts attempts =
        bench.serving(
            "say",
            attempt -> {
              attempt.output(new RawJson("1"));
              attempt.advance(List.of(), List.of());
              mayGoOn.acquire();
              attempt.output(new RawJson('"' + "x".repeat(20_000) + '"'));
              return new Outcome.Succeeded(RawJson.NULL);
            });
    bench.start(attempts, Tasks.running("say"));
    bench.sink.awaitStep().durable().complete(null);

    bench.close();
    mayGoOn.release();

    var ended = bench.sink.awaitEnd();
    assertThat(ended.outcome()).isInstanceOf(Outcome.Succeeded.class);
    assertThat(ended.output()).isEqualTo(new OutputMark(0L, 1));
  }

  @Test
  void aChunkThatIsNotJsonIsRefused() throws Exception {
    try (Bench bench = Bench.ofPool("tools")) {
      List<Throwable> refused = new ArrayList<>();
      Attempts attempts =
          bench.serving(
              "say",
              attempt -> {
                assertThatThrownBy(() -> attempt.output(new RawJson("{\"a\":")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(refused::add);
                return new Outcome.Succeeded(RawJson.NULL);
              });

      bench.run(attempts, Tasks.running("say"));

      assertThat(refused).hasSize(1);
      assertThat(bench.chunks()).isEmpty();
    }
  }

  private static Tool saying(String chunk) {
    return Tool.named("say")
        .running(
            (_, ctx) -> {
              ctx.output(chunk);
              return null;
            });
  }
}
