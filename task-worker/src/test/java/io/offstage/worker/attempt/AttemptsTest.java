package io.offstage.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.Tool;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static Bench bench;

  record Research(String topic) {}

  @BeforeAll
  static void open() throws Exception {
    bench = Bench.ofPool("tools");
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @Test
  void whatTheToolReturnsIsTheResult() throws Exception {
    Tool tool =
        Tool.named("research")
            .taking(Research.class)
            .running((in, ctx) -> Map.of("summary", in.topic() + " by " + ctx.attempt()));

    var ended =
        bench.run(bench.serving(tool), Tasks.running("research", json("{'topic':'Kafka'}")));

    assertThat(ended.outcome()).isEqualTo(new Outcome.Succeeded(json("{'summary':'Kafka by 1'}")));
    assertThat(ended.output()).isEqualTo(OutputMark.NONE);
  }

  @Test
  void argumentsThatBreakTheSchemaEndTheTaskBeforeAnythingRuns() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Tool tool =
        Tool.named("research").taking(Research.class).running((_, _) -> calls.incrementAndGet());

    var ended = bench.run(bench.serving(tool), Tasks.running("research", json("{'topic':7}")));

    assertThat(ended.outcome())
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo(ErrorCode.INVALID_ARGS);
              assertThat(failure.error().message()).contains("\"research\"", "/topic");
            });
    assertThat(calls).hasValue(0);
  }

  @Test
  void whatTheToolThrowsMayBeTriedAgain() throws Exception {
    Outcome outcome =
        outcomeOf(
            () -> {
              throw new java.io.IOException("no route");
            });

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.RetryableFailure.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo(ErrorCode.TOOL_ERROR);
              assertThat(failure.error().message()).isEqualTo("no route");
              assertThat(failure.error().stack()).contains("IOException", "AttemptsTest");
              assertThat(failure.backoff()).isPositive();
            });
  }

  @Test
  void aToolThatSaysSoIsNotTriedAgain() throws Exception {
    Outcome outcome =
        outcomeOf(
            () -> {
              throw new NonRetryableException("no such account");
            });

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.NON_RETRYABLE));
  }

  @Test
  void anEndlessRecursionIsAFailureLikeAnyOther() throws Exception {
    assertThat(outcomeOf(() -> recurse(1)))
        .isInstanceOfSatisfying(
            Outcome.RetryableFailure.class,
            failure -> {
              assertThat(failure.error().message()).contains("StackOverflowError");
              assertThat(failure.error().stack()).hasSizeLessThanOrEqualTo(8 * 1024);
            });
  }

  @SuppressWarnings("InfiniteRecursion") // it is what is tested
  private static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  @Test
  void aResultThatIsTooLargeFailsTheTaskAndNamesBothSizes() throws Exception {
    Task task = Tasks.running("large");
    var ended = bench.run(bench.serving("large", _ -> succeeded("x".repeat(600_000))), task);

    assertThat(ended.outcome())
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> {
              assertThat(failure.error().code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
              assertThat(failure.error().message())
                  .contains(task.id(), "large", "600002", "524288", "limits.result");
            });
  }

  @Test
  void childrenThatAreTooLargeEndTheAttemptAndAreNotHandedOver() throws Exception {
    RawJson large = json("'" + "x".repeat(300_000) + "'");
    List<TaskStart> children = List.of(Tasks.running("child", large).start());
    Attempts advancing =
        bench.serving(
            "parent",
            attempt -> {
              attempt.advance(children, List.of());
              return new Outcome.Succeeded(RawJson.NULL);
            });
    Attempts waiting =
        bench.serving(
            "parent",
            _ ->
                new Outcome.Waits(
                    new TaskState.Waiting(Set.of(), true, null, TaskState.Waiting.Why.TURN),
                    children,
                    List.of()));

    for (Attempts attempts : List.of(advancing, waiting)) {
      Task task = Tasks.running("parent");
      assertThat(bench.run(attempts, task).outcome())
          .isInstanceOfSatisfying(
              Outcome.TerminalFailure.class,
              failure -> {
                assertThat(failure.error().code()).isEqualTo(ErrorCode.NON_RETRYABLE);
                assertThat(failure.error().message())
                    .contains(task.id(), children.getFirst().taskId(), "300002", "limits.args");
              });
    }
  }

  @Test
  void aResultThatIsNotJsonNeverReachesASnapshot() throws Exception {
    for (String broken : List.of("", "{", "{}{}", "{'a':1}", "[".repeat(199) + "]".repeat(199))) {
      var ended =
          bench.run(
              bench.serving("odd", _ -> new Outcome.Succeeded(new RawJson(broken))),
              Tasks.running("odd"));

      assertThat(ended.outcome())
          .as(broken)
          .isInstanceOfSatisfying(
              Outcome.TerminalFailure.class,
              failure -> assertThat(failure.error().message()).contains("cannot be kept"));
    }
  }

  @Test
  void anErrorThatIsTooLargeIsCutAndSaysSo() throws Exception {
    assertThat(
            outcomeOf(
                () -> {
                  throw new IllegalStateException("ä".repeat(100_000));
                }))
        .isInstanceOfSatisfying(
            Outcome.RetryableFailure.class,
            failure -> {
              assertThat(failure.error().message()).endsWith("are kept]").contains("200000 bytes");
              assertThat(Text.bytes(failure.error().message() + failure.error().stack()))
                  .isLessThanOrEqualTo(64 * 1024);
            });
  }

  @Test
  void anInterruptEndsTheAttemptOnceItsCodeHasStopped() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    CompletableFuture<Void> mayStop = new CompletableFuture<>();
    Attempts attempts =
        bench.serving(
            "slow",
            attempt -> {
              runs.countDown();
              try {
                new Semaphore(0).acquire();
              } finally {
                // Not to be interrupted itself.
                mayStop.join();
                assertThat(attempt.isCancelled()).isTrue();
              }
              return new Outcome.Succeeded(RawJson.NULL);
            });
    RunningAttempt attempt = bench.start(attempts, Tasks.running("slow"));
    runs.await();

    attempt.interrupt();
    attempt.interrupt();

    assertThat(bench.sink.sawMoreEnds()).isFalse();
    mayStop.complete(null);
    assertThat(bench.sink.awaitEnd().outcome()).isEqualTo(new Outcome.Cancelled());
    assertThat(bench.sink.sawMoreEnds()).isFalse();
  }

  @Test
  void aToolThatInterruptsItselfHasFailed() throws Exception {
    assertThat(
            outcomeOf(
                () -> {
                  throw new InterruptedException();
                }))
        .isInstanceOf(Outcome.RetryableFailure.class);
  }

  @Test
  void anUnknownToolEndsTheTask() throws Exception {
    Attempts attempts = bench.serving();

    assertThat(attempts.knows("nobody")).isFalse();
    assertThat(bench.run(attempts, Tasks.running("nobody")).outcome())
        .isInstanceOfSatisfying(
            Outcome.TerminalFailure.class,
            failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.UNKNOWN_TOOL));
  }

  @Test
  void aStepIsMadeWhenItsOwnerSaysSoAndNotBefore() throws Exception {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    Attempts attempts =
        bench.serving(
            "steps",
            attempt -> {
              attempt.output(json("'before'"));
              attempt.advance(List.of(), List.of("child-1"));
              passed.complete(null);
              return new Outcome.Succeeded(RawJson.NULL);
            });
    bench.start(attempts, Tasks.running("steps"));

    RecordingSink.Advanced step = bench.sink.awaitStep();

    assertThat(step.handled()).containsExactly("child-1");
    assertThat(step.output().nextSeq()).isEqualTo(1);
    assertThat(step.output().from()).isNotNull();
    assertThat(passed).isNotDone();
    step.durable().complete(null);
    assertThat(bench.sink.awaitEnd().outcome()).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void anAttemptThatNoLongerCountsStopsAtItsStep() throws Exception {
    Attempts attempts =
        bench.serving(
            "steps",
            attempt -> {
              attempt.advance(List.of(), List.of());
              return new Outcome.Succeeded(RawJson.NULL);
            });
    bench.start(attempts, Tasks.running("steps"));

    bench.sink.awaitStep().durable().completeExceptionally(new IllegalStateException("lost"));

    assertThat(bench.sink.awaitEnd().outcome()).isEqualTo(new Outcome.Cancelled());
  }

  private interface Code {
    Object run() throws Exception;
  }

  private static Outcome outcomeOf(Code code) throws InterruptedException {
    Tool tool = Tool.named("tool").running((_, _) -> code.run());
    return bench.run(bench.serving(tool), Tasks.running("tool")).outcome();
  }

  private static Outcome succeeded(String text) {
    return new Outcome.Succeeded(new RawJson('"' + text + '"'));
  }

  private static RawJson json(String withSingleQuotes) {
    return new RawJson(withSingleQuotes.replace('\'', '"'));
  }
}
