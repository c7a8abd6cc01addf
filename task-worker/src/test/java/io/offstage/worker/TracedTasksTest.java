package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.worker.tool.Hook;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The spans of tasks, over a real broker. */
class TracedTasksTest {

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACED =
      ",\"traceparent\":\"00-" + TRACE_ID + "-00f067aa0ba902b7-01\",\"tracestate\":\"vendor=1\"";

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  private TestTool seeing(String name) {
    return new TestTool(
        name,
        context -> {
          seen.add(context.traceparent().orElseThrow());
          return Map.of();
        });
  }

  @Test
  void attemptsAndHooksOfATaskAreOneTreeUnderWhoeverAskedForIt() {
    TestTool flaky =
        new TestTool(
            "flaky",
            context -> {
              seen.add(context.traceparent().orElseThrow());
              seen.add(context.tracestate().orElseThrow());
              if (context.attempt() == 1) {
                throw new IllegalStateException("not yet");
              }
              return Map.of();
            });
    Hook audit = new Hook("audit", (_, _) -> {});
    try (RecordedSpans spans = new RecordedSpans();
        TestPool pool = new TestPool("traced", 1);
        TaskWorker _ = TaskWorker.serving(pool.settings(), List.of(audit), flaky.tool())) {
      pool.start(
          "k",
          "t",
          "flaky",
          TRACED + ",\"maxRetries\":1,\"retry\":{\"retryDelayMs\":0},\"hooks\":[\"audit\"]");
      pool.awaitEnds(2);

      String topic = pool.topics.commands();
      assertThat(spans.of(TRACE_ID).stream().map(spans::path).map(p -> String.join(" > ", p)))
          .containsExactlyInAnyOrder(
              "process " + topic,
              "process " + topic + " > task flaky",
              "process " + topic + " > task flaky",
              "process " + topic + " > publish " + topic,
              "process " + topic + " > publish " + topic + " > process " + topic,
              "process "
                  + topic
                  + " > publish "
                  + topic
                  + " > process "
                  + topic
                  + " > task hook:audit");
      List<SpanData> attempts = attempts(spans);
      assertThat(attempts)
          .extracting(span -> text(span, "offstage.task.status") + " " + text(span, "error.type"))
          .containsExactly("failed tool_error", "completed null");
      assertThat(attempts)
          .extracting(span -> span.getStatus().getStatusCode())
          .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
      assertThat(seen)
          .containsExactly(
              parentIn(attempts.getFirst()), "vendor=1", parentIn(attempts.getLast()), "vendor=1");
      assertThat(attempts.toString()).doesNotContain("not yet");
    }
  }

  @Test
  void anAttemptAfterItsWorkerIsInTheSameTrace() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    TestTool endless =
        new TestTool(
            "slow",
            _ -> {
              running.countDown();
              never.await();
              return Map.of();
            });
    TestTool quick = seeing("slow");
    try (RecordedSpans spans = new RecordedSpans();
        TestPool pool = new TestPool("traced-again", 1)) {
      TaskWorker first =
          TaskWorker.serving(pool.settings("worker.drain.timeout=1ms"), endless.tool());
      pool.start("k", "t", "slow", TRACED);
      running.await();
      first.close();
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), quick.tool())) {
        pool.awaitEnds(1);
      }

      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> attempts(spans).size() == 2);
      assertThat(attempts(spans))
          .extracting(span -> text(span, "offstage.task.status"))
          .containsExactly("cancelled", "completed");
      assertThat(attempts(spans).stream().map(SpanData::getParentSpanId).distinct()).hasSize(1);
      assertThat(seen).containsExactly(parentIn(attempts(spans).getLast()));
    }
  }

  @Test
  void withoutAnSdkTheTraceIsHandedOnAsItCame() {
    TestTool tool = seeing("quick");
    try (TestPool pool = new TestPool("untraced", 1);
        TaskWorker _ = TaskWorker.serving(pool.settings(), tool.tool())) {
      pool.start("k", "t", "quick", TRACED);
      pool.awaitEnds(1);

      assertThat(seen).containsExactly("00-" + TRACE_ID + "-00f067aa0ba902b7-01");
    }
  }

  private static List<SpanData> attempts(RecordedSpans spans) {
    return spans.of(TRACE_ID).stream()
        .filter(s -> s.getName().matches("task (flaky|slow)"))
        .toList();
  }

  private static String text(SpanData span, String attribute) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(attribute)));
  }

  private static String parentIn(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
  }
}
