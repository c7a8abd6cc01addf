package io.offstage.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the client makes of answers, over HTTP. */
class OffstageClientTest {

  private static final String TASK =
      """
      {"id":"t1","status":"failed","toolName":"research","agentId":"a","threadId":"th",
       "createdAt":"2026-01-01T00:00:00.000Z","args":{"price":1.10},
       "error":{"message":"it broke","code":"timed_out"}}
      """;

  private final ScriptedGateway gateway = new ScriptedGateway();
  private final OffstageClient client = OffstageClient.at(gateway.url() + "/", "secret");

  OffstageClientTest() throws IOException {}

  @AfterEach
  void close() {
    client.close();
    gateway.close();
  }

  @Test
  void aTaskIsReadAndKeptAsItCame() {
    gateway.answers(200, TASK);

    BackgroundTask task = client.getTask("a/b c");

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.scope()).isEqualTo(MemoryScope.of(null, "th"));
    assertThat(task.error()).isNotNull();
    assertThat(task.json().text()).contains("1.10");
    assertThat(gateway.asked().getFirst().line()).isEqualTo("GET /api/background-tasks/a%2Fb%20c");
    assertThat(gateway.asked().getFirst().authorization()).containsExactly("Bearer secret");
  }

  @Test
  void anEnqueueSaysWhatItWasToldAndNoMore() {
    gateway.answers(202, TASK);

    client.enqueueTool(
        "a",
        "research",
        new RawJson("{\"n\":1.10}"),
        EnqueueOptions.thread("t").timeout(Duration.ofSeconds(5)));

    assertThat(gateway.asked().getFirst().body())
        .isEqualTo(
            "{\"toolName\":\"research\",\"agentId\":\"a\",\"args\":{\"n\":1.10},"
                + "\"threadId\":\"t\",\"timeoutMs\":5000}");
  }

  @Test
  void aTraceIsReadPageByPage() {
    gateway.answers(
        200,
        """
        {"taskId":"t1","hasMore":true,"complete":true,"usage":{"totalTokens":7},"events":[
         {"at":"2026-01-01T00:00:00.000Z","taskId":"t1","toolName":"x","type":"running"}]}
        """);
    gateway.answers(
        200,
        """
        {"taskId":"t1","hasMore":false,"complete":false,"usage":{"totalTokens":7},"events":[
         {"at":"2026-01-01T00:00:01.000Z","taskId":"t2","toolName":"y","type":"failed",
          "error":"it broke"}]}
        """);

    TaskTrace trace = client.trace("t1");

    assertThat(trace.events())
        .extracting(event -> event.taskId() + " " + event.type() + " " + event.text())
        .containsExactly("t1 running null", "t2 failed it broke");
    assertThat(trace.complete()).isFalse();
    assertThat(trace.usage().totalTokens()).isEqualTo(7);
    assertThat(gateway.asked().getLast().line()).contains("/t1/trace?page=1&");
  }

  @Test
  void aRefusalTellsEveryIssue() {
    gateway.answers(
        400,
        """
        {"title":"Bad Request","error":"Invalid request body",
         "issues":[{"field":"args","message":"must be an object"}]}
        """);

    OffstageException refused =
        catchThrowableOfType(OffstageException.class, () -> client.getTask("t1"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused).hasMessage("Invalid request body: args: must be an object");
    assertThat(refused.issues())
        .containsExactly(new OffstageException.Issue("args", "must be an object"));
  }

  @Test
  void somebodyElsesErrorIsQuoted() {
    gateway.answers(502, "<html>Bad gateway</html>");

    assertThatExceptionOfType(OffstageException.class)
        .isThrownBy(() -> client.getTask("t1"))
        .withMessage("HTTP 502: <html>Bad gateway</html>");
  }

  @Test
  void aGatewayThatIsNotThereIsNamed() {
    gateway.close();

    assertThatExceptionOfType(OffstageException.class)
        .isThrownBy(() -> client.getTask("t1"))
        .withMessageContaining(gateway.url())
        .satisfies(e -> assertThat(e.status()).isZero());
  }

  @Test
  void whatIsNoAddressIsRefusedAtOnce() {
    assertThatIllegalArgumentException().isThrownBy(() -> OffstageClient.at("localhost:4111"));
  }

  @Test
  void aRunsStreamEndsWithDone() {
    gateway.streams(
        """
        : hello

        data: {"type":"text-delta","runId":"r","from":"AGENT","payload":{"text":"Hi"}}

        data: [DONE]

        """);

    try (ChunkStream chunks = client.stream("a", "Hello", MemoryScope.of("u", "t"))) {
      List<Chunk> all = chunks.stream().toList();

      assertThat(all).extracting(Chunk::type).containsExactly("text-delta");
      assertThat(all.getFirst().text("text")).isEqualTo("Hi");
    }
    assertThat(gateway.asked().getFirst().body())
        .contains("\"memory\":{\"thread\":\"t\",\"resource\":\"u\"}");
  }

  @Test
  void aRunsStreamThatIsCutSaysSo() {
    gateway.streams("data: {\"type\":\"start\"}\n\n");

    try (ChunkStream chunks = client.stream("a", "Hello", MemoryScope.NONE)) {
      Iterator<Chunk> iterator = chunks.iterator();
      iterator.next();

      assertThatExceptionOfType(OffstageException.class)
          .isThrownBy(iterator::hasNext)
          .withMessageContaining("cut");
    }
  }

  @Test
  void aWatchThatIsCutGoesOnFromItsCursor() {
    gateway
        .streams("retry: 1\n\nid: c1\ndata: {\"type\":\"one\"}\n\n")
        .answers(503, "{\"error\":\"not ready\"}")
        .streams("id: c2\ndata: {\"type\":\"two\"}\n\nevent: gap\ndata: {}\n\n");

    try (ChunkStream events = client.watch(TaskQuery.all().agent("a b"))) {
      Iterator<Chunk> iterator = events.iterator();

      assertThat(List.of(iterator.next(), iterator.next(), iterator.next()))
          .extracting(Chunk::type)
          .containsExactly("one", "two", "gap");
    }
    assertThat(gateway.asked().getFirst().line())
        .isEqualTo("GET /api/background-tasks/stream?agentId=a+b");
    assertThat(gateway.asked().getFirst().lastEventId()).isEmpty();
    assertThat(gateway.asked().getLast().lastEventId()).containsExactly("c1");
  }

  @Test
  void aWatchThatIsRefusedEnds() {
    gateway.streams("retry: 1\n\n").answers(400, "{\"error\":\"Invalid query parameters\"}");

    try (ChunkStream events = client.watch(TaskQuery.all())) {
      assertThatExceptionOfType(OffstageException.class)
          .isThrownBy(() -> events.iterator().hasNext())
          .withMessage("Invalid query parameters");
    }
  }

  @Test
  void waitingGoesOnUntilItsOwnPatienceIsOver() {
    gateway.answers(200, "{\"completed\":[],\"pending\":[\"t1\"],\"timedOut\":true}");

    Waited waited = client.waitFor(List.of("t1", "t2"), Waited.Mode.ALL, Duration.ZERO);

    assertThat(waited.timedOut()).isTrue();
    assertThat(waited.pending()).containsExactly("t1");
    assertThat(gateway.asked().getFirst().line())
        .isEqualTo("GET /api/background-tasks/wait?ids=t1%2Ct2&mode=all&timeoutMs=0");
  }

  @Test
  void aRunIsToldByWhatCameOfIt() {
    gateway.streams(
        """
        data: {"type":"start","runId":"r1","from":"AGENT","payload":{}}

        data: {"type":"background-task-started","runId":"r1","payload":{"taskId":"t1","toolName":"a"}}

        data: {"type":"background-task-started","runId":"r1","payload":{"taskId":"t2","toolName":"b"}}

        data: {"type":"text-delta","runId":"r1","from":"AGENT","payload":{"text":"On "}}

        data: {"type":"text-delta","runId":"r1","from":"AGENT","payload":{"text":"it."}}

        data: {"type":"finish","runId":"r1","payload":{"stepResult":{"reason":"stop"}}}

        data: {"type":"background-task-completed","payload":{"taskId":"t1","result":{"n":1.10}}}

        data: {"type":"background-task-suspended","payload":{"taskId":"t2","suspendPayload":{"q":1}}}

        data: {"type":"background-task-completed","payload":{"taskId":"another's","result":1}}

        data: {"type":"text-delta","runId":"r1","from":"AGENT","payload":{"text":"Done."}}

        data: {"type":"finish","runId":"r1","payload":{"stepResult":{"reason":"stop"}}}

        data: [DONE]

        """);

    RunResult result = client.runUntilIdle("a", "go", MemoryScope.of("u", "t"));

    assertThat(result.runId()).isEqualTo("r1");
    assertThat(result.texts()).containsExactly("On it.", "Done.");
    assertThat(result.text()).isEqualTo("Done.");
    assertThat(result.finishReason()).isEqualTo("stop");
    assertThat(result.tasks())
        .containsExactly(
            new RunResult.SentTask(
                "t1", "a", new RunResult.End.Completed(new RawJson("{\"n\":1.10}"))),
            new RunResult.SentTask(
                "t2", "b", new RunResult.End.Suspended(new RawJson("{\"q\":1}"))));
    assertThat(gateway.asked().getFirst().line()).isEqualTo("POST /api/agents/a/stream-until-idle");
  }

  @Test
  void aResumeNamesTheRunAndTheCall() {
    gateway.streams("data: [DONE]\n\n");

    try (ChunkStream chunks = client.resumeStream("a", "r1", "c1", new RawJson("{\"ok\":true}"))) {
      assertThat(chunks).isEmpty();
    }

    assertThat(gateway.asked().getFirst().line())
        .isEqualTo("POST /api/agents/a/resume-stream-until-idle");
    assertThat(gateway.asked().getFirst().body())
        .isEqualTo("{\"runId\":\"r1\",\"toolCallId\":\"c1\",\"resumeData\":{\"ok\":true}}");
  }
}
