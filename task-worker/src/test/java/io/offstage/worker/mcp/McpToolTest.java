package io.offstage.worker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.process.Program;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.InterruptedCall;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.NonRetryableException;
import io.offstage.worker.tool.RecordingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a program that speaks on its input and output. */
class McpToolTest {

  private static final RawJson ARGS = new RawJson("{\"n\":1.00,\"big\":12345678901234567890}");

  @TempDir private static Path directory;
  private static Path received;
  private static McpServer server;
  private static McpServers servers;

  private final RecordingContext context = new RecordingContext();

  @BeforeAll
  static void start() {
    received = directory.resolve("received");
    server =
        new McpServer.Local(
            new Program(EchoServer.command(received), Map.of("GIVEN", "a key"), null));
    servers = new McpServers(McpServers.Limits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void argumentsAndStructuredResultsTravelAsTheyAreWritten() throws Exception {
    assertThat(call("echo")).isEqualTo(new Outcome.Succeeded(ARGS));
  }

  @Test
  void theServerIsToldWhoseCallItIs() throws Exception {
    String meta = ((Outcome.Succeeded) call("meta")).result().text();

    assertThat(meta)
        .contains(
            "\"io.offstage/task-id\":\"task-1\"",
            "\"io.offstage/idempotency-key\":\"key-1\"",
            "\"io.offstage/attempt\":2",
            "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"");
  }

  @Test
  void progressIsOutput() throws Exception {
    assertThat(call("steps")).isEqualTo(new Outcome.Succeeded(new RawJson("\"done\"")));

    assertThat(context.output())
        .hasSize(3)
        .last()
        .asString()
        .isEqualTo("{\"progress\":3.0,\"total\":3.0,\"message\":\"step 3\"}");
  }

  @Test
  void theServerInheritsAlmostNothing() throws Exception {
    String names = ((Outcome.Succeeded) call("environment")).result().text();

    assertThat(names).contains("GIVEN", "PATH");
    assertThat(System.getenv().keySet().stream().filter(names::contains))
        .isSubsetOf(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "TZ",
            "TMPDIR",
            "TERM",
            "LC_ALL",
            "LC_CTYPE",
            "_",
            "PWD");
  }

  @Test
  void anErrorOfTheToolMayBeTriedAgainARefusalMayNot() {
    assertThatThrownBy(() -> call("fail"))
        .isInstanceOf(IOException.class)
        .hasMessage("no such city");
    assertThatThrownBy(() -> call("nowhere"))
        .isInstanceOf(NonRetryableException.class)
        .hasMessageContaining("Unknown tool");
  }

  @Test
  void anInterruptTellsTheServerWhichCallIsOver() throws Exception {
    InterruptedCall waiting = InterruptedCall.begin(() -> call("wait"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(received) && Files.readString(received).contains("\"wait\""));

    assertThat(waiting.interrupt()).isInstanceOf(InterruptedException.class);
    String request =
        Files.readString(received).lines().filter(l -> l.contains("\"wait\"")).findFirst().get();
    String id = request.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(received).lines())
                    .anySatisfy(
                        line ->
                            assertThat(line).contains("notifications/cancelled", '"' + id + '"')));
    assertThat(call("echo")).isEqualTo(new Outcome.Succeeded(ARGS));
  }

  @Test
  void aServerThatDiesFailsItsCallsAndIsStartedAgain() throws Exception {
    assertThatThrownBy(() -> call("die"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("out of luck");

    assertThat(call("echo")).isEqualTo(new Outcome.Succeeded(ARGS));
  }

  @Test
  void itsToolsAreListedAndListedAgainWhenTheyChange() throws Exception {
    try (McpServers own = new McpServers(McpServers.Limits.DEFAULT)) {
      assertThat(own.tools(server))
          .contains(new ListedTool("echo", "Does echo", new RawJson("{\"type\":\"object\"}")))
          .noneMatch(tool -> tool.name().equals("grown"));
      long before = own.changes();

      tool("grow", own).call(ARGS, context);

      Awaitility.await()
          .until(
              () ->
                  own.known(server).orElseThrow().stream()
                      .anyMatch(tool -> tool.name().equals("grown")));
      assertThat(own.changes()).isGreaterThan(before);
    }
  }

  @Test
  void whatNobodyUsesIsEndedAndClosingEndsTheRest() throws Exception {
    McpServers.Limits impatient =
        new McpServers.Limits(1, Duration.ofMillis(1), Duration.ofSeconds(30));
    try (McpServers own = new McpServers(impatient)) {
      tool("echo", own).call(ARGS, context);

      Awaitility.await().until(() -> echoServers() <= 1);
    }
    Awaitility.await().until(() -> echoServers() <= 1);
  }

  private static long echoServers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(EchoServer.class.getName()))
        .count();
  }

  @Test
  void aProgramThatIsNoServerIsNamedWithItsLastWords() {
    McpServer none =
        new McpServer.Local(
            new Program(List.of("/bin/sh", "-c", "echo no key given >&2; exit 2"), Map.of(), null));

    assertThatThrownBy(() -> servers.tools(none))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("/bin/sh", "no key given");
  }

  private Outcome call(String tool) throws IOException, InterruptedException {
    return tool(tool, servers).call(ARGS, context);
  }

  private static McpTool tool(String name, McpServers at) {
    return new McpTool(
        new McpToolSpec(name, server, name, "", Optional.empty(), Background.ELIGIBLE, "tools"),
        at);
  }
}
