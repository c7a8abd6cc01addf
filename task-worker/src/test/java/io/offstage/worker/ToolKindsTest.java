package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.mcp.HttpMcpServer;
import io.offstage.worker.process.Program;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.HttpToolSpec;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.ProcessToolSpec;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs and tools of MCP servers as tasks, from a record to what is left of them. */
class ToolKindsTest {

  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACED =
      ",\"traceparent\":\"00-" + TRACE_ID + "-00f067aa0ba902b7-01\",\"tracestate\":\"vendor=1\"";

  /** Fails at first; says each time how it is called. */
  private static final String REPORT =
      """
      read args
      printf '{"output":{"args":%s,"key":"%s","trace":"%s","state":"%s","attempt":%s}}\\n' "$args" \
        "$OFFSTAGE_IDEMPOTENCY_KEY" "$TRACEPARENT" "$TRACESTATE" "$OFFSTAGE_ATTEMPT"
      [ "$OFFSTAGE_ATTEMPT" = 2 ] && echo '{"result":{"done":true}}'
      """;

  /** Two processes, which it names. */
  private static final String TREE =
      """
      sleep 600 &
      echo "{\\"output\\":$!}"
      echo "{\\"output\\":$$}"
      wait
      """;

  /** An MCP server whose one tool makes progress and never ends; keeps what it hears in $HEARD. */
  private static final String HOLDING =
      """
      while read -r line; do
        printf '%s\\n' "$line" >> "$HEARD"
        id=$(printf '%s' "$line" | sed -n 's/.*"id":\\("[^"]*"\\|[0-9][0-9]*\\).*/\\1/p')
        case "$line" in
          *'"initialize"'*)
            printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-03-26","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}\\n' "$id" ;;
          *'"tools/list"'*)
            printf '{"jsonrpc":"2.0","id":%s,"result":{"tools":[]}}\\n' "$id" ;;
          *'"tools/call"'*)
            token=$(printf '%s' "$line" | sed -n 's/.*"progressToken":\\("[^"]*"\\).*/\\1/p')
            printf '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":%s,"progress":1}}\\n' "$token" ;;
        esac
      done
      """;

  @TempDir private static Path directory;
  private static TestPool pool;
  private static HttpMcpServer remote;
  private static HttpServer asking;
  private static ToolKinds kinds;
  private static TaskWorker worker;

  @BeforeAll
  static void open() throws IOException {
    pool = new TestPool("kinds", 2);
    remote = new HttpMcpServer();
    asking = asking();
    var settings = pool.settings("worker.allow=process,mcp");
    kinds = ToolKinds.of(settings);
    List<ToolSpec> specs =
        List.of(
            program("report", REPORT),
            program("tree", TREE),
            new HttpToolSpec(
                "ask",
                "",
                url(asking),
                Map.of(),
                RawJson.EMPTY_OBJECT,
                Background.ELIGIBLE,
                "tools"),
            mcp("hold", new McpServer.Local(shell(HOLDING))),
            mcp("count", new McpServer.Remote(remote.url(), Map.of())));
    worker = TaskWorker.serving(settings, kinds.required(specs).toArray(Tool[]::new));
  }

  @AfterAll
  static void close() {
    worker.close();
    kinds.close();
    remote.close();
    asking.stop(0);
    pool.close();
  }

  /** Asks for an approval, and answers a call that has one with all that it was sent. */
  private static HttpServer asking() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String sent =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String answer =
                sent.contains("_resumeData")
                    ? "{\"result\":%s}".formatted(sent)
                    : "{\"output\":\"asking\"}\n{\"suspend\":{\"awaiting\":\"approval\"}}";
            exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    return server;
  }

  private static URI url(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static Program shell(String script) {
    return new Program(
        List.of("/bin/sh", "-c", script),
        Map.of("HEARD", directory.resolve("heard").toString()),
        null);
  }

  private static ToolSpec program(String name, String script) {
    return new ProcessToolSpec(
        name, "", shell(script), RawJson.EMPTY_OBJECT, Background.ELIGIBLE, "tools");
  }

  private static ToolSpec mcp(String name, McpServer server) {
    return new McpToolSpec(name, server, name, "", Optional.empty(), Background.ELIGIBLE, "tools");
  }

  private static void cancel(String task) {
    pool.send(
        task,
        """
        {"type":"background-task-cancel-requested","taskId":"%s","commandId":"stop-%s"}\
        """
            .formatted(task, task));
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  private static Task end(String task) {
    return await()
        .until(
            () ->
                pool.ends().stream()
                    .map(LifecycleEvent::task)
                    .filter(ended -> ended.id().equals(task))
                    .findFirst()
                    .orElse(null),
            ended -> ended != null);
  }

  private static List<String> chunks(String task, int count) {
    return await().until(() -> pool.chunks(task), chunks -> chunks.size() >= count);
  }

  @Test
  void aProgramStreamsWhatItWritesAndIsToldOfItsCallInEveryAttempt() {
    pool.start(
        "k",
        "report",
        "report",
        TRACED + ",\"args\":{\"n\":1},\"maxRetries\":1,\"retry\":{\"retryDelayMs\":0}");

    TaskState end = end("report").state();

    assertThat(end)
        .isInstanceOfSatisfying(
            TaskState.Completed.class,
            done -> assertThat(done.result().text()).isEqualTo("{\"done\":true}"));
    String call =
        "{\"args\":{\"n\":1},\"key\":\"report\",\"trace\":\"00-%s-00f067aa0ba902b7-01\",\"state\":\"vendor=1\",\"attempt\":"
            .formatted(TRACE_ID);
    assertThat(chunks("report", 2)).containsExactly(call + "1}", call + "2}");
  }

  @Test
  void ofAProgramThatIsCancelledNothingIsLeft() {
    pool.start("cancelled", "cancelled", "tree", "");
    List<Long> tree = tree("cancelled");
    assertThat(tree).hasSize(2).allMatch(ToolKindsTest::isAlive);

    cancel("cancelled");

    assertThat(end("cancelled").state()).isInstanceOf(TaskState.Cancelled.class);
    await().until(() -> tree.stream().noneMatch(ToolKindsTest::isAlive));
  }

  @Test
  void ofAProgramThatTakesTooLongNothingIsLeft() {
    pool.start("late", "late", "tree", ",\"timeoutMs\":3000");
    List<Long> tree = tree("late");

    assertThat(end("late").state()).isInstanceOf(TaskState.TimedOut.class);
    assertThat(tree).hasSize(2);
    await().until(() -> tree.stream().noneMatch(ToolKindsTest::isAlive));
  }

  private static List<Long> tree(String task) {
    return chunks(task, 2).stream().map(Long::valueOf).toList();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void aServerThatIsAProgramIsToldOfTheCallAndThatItsTimeIsOver() throws Exception {
    pool.start("held", "held", "hold", TRACED + ",\"timeoutMs\":3000");

    assertThat(chunks("held", 1)).first().asString().contains("\"progress\":1");
    assertThat(end("held").state()).isInstanceOf(TaskState.TimedOut.class);

    Path heard = directory.resolve("heard");
    await().until(() -> Files.readString(heard).contains("notifications/cancelled"));
    assertThat(Files.readString(heard))
        .contains("\"io.offstage/idempotency-key\":\"held\"")
        .contains("\"traceparent\":\"00-" + TRACE_ID)
        .contains("\"tracestate\":\"vendor=1\"");
  }

  @Test
  void aRemoteServerIsToldOfTheCallAndThatNobodyWaitsAndTheCallIsClosed() {
    pool.start("counted", "counted", "count", TRACED + ",\"args\":{\"wait\":true}");
    assertThat(chunks("counted", 1)).first().asString().contains("half");

    cancel("counted");

    assertThat(end("counted").state()).isInstanceOf(TaskState.Cancelled.class);
    await().untilAsserted(() -> assertThat(remote.hungUp).hasValue(1));
    await().until(() -> heard("notifications/cancelled").isPresent());
    JsonNode meta = heard("tools/call").orElseThrow().at("/params/_meta");
    assertThat(meta.path("io.offstage/idempotency-key").asText()).isEqualTo("counted");
    assertThat(meta.path("traceparent").asText()).contains(TRACE_ID);
  }

  @Test
  void aToolOverHttpAsksForInputAndIsPostedItWithTheArguments() {
    pool.start("asked", "asked", "ask", ",\"args\":{\"n\":1}");
    await()
        .until(
            () ->
                pool.events().stream()
                    .anyMatch(
                        e ->
                            e.task().id().equals("asked")
                                && e.task().state() instanceof TaskState.Suspended suspended
                                && suspended.payload().text().contains("approval")));

    pool.send(
        "asked",
        """
        {"type":"background-task-resume-requested","taskId":"asked","commandId":"yes",\
        "resumeData":{"approved":true}}\
        """);

    assertThat(end("asked").state())
        .isInstanceOfSatisfying(
            TaskState.Completed.class,
            done ->
                assertThat(done.result().text())
                    .isEqualTo("{\"n\":1,\"_resumeData\":{\"approved\":true}}"));
  }

  private static Optional<JsonNode> heard(String method) {
    return remote.received.stream()
        .filter(m -> m.path("method").asText().equals(method))
        .findFirst();
  }
}
