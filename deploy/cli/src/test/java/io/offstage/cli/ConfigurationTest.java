package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file means; what is wrong with it is said with file, line and key. */
class ConfigurationTest {

  @TempDir private Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("offstage.yaml"), text);
  }

  @Test
  void aFineFileIsFine() throws IOException {
    Path file =
        file(
            """
            worker:
              concurrency: 7
            agents:
              root:
                model: demo/x
            """);

    Ran check = Ran.offstage("config", "check", file.toString());

    assertThat(check.code()).isZero();
    assertThat(check.out()).contains("fine", "agents, tools", "root");
  }

  @Test
  void allProblemsOfTheSettingsAreNamedAtOnce() throws IOException {
    Path file =
        file(
            """
            worker:
              concurency: 7
            gateway:
              port: many
            """);

    Ran check = Ran.offstage("config", "check", file.toString());

    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(file + ":2: ")
                    .contains("worker.concurency", "worker.concurrency"),
            line -> assertThat(line).startsWith(file + ":4: ").contains("gateway.port", "many"));
  }

  @Test
  void problemsOfTheAgentsAreNamedToo() throws IOException {
    Path file =
        file(
            """
            agents:
              root:
                model: demo/x
                tools: [nowhere]
            """);

    Ran check = Ran.offstage("config", "check", file.toString());

    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out()).contains(file + ":4", "nowhere");
  }

  @Test
  void whatIsNotRunIsAWarningAndAnErrorForTheStrict() throws IOException {
    Path file =
        file(
            """
            agents:
              root:
                model: demo/x
                toolsets:
                  - {type: shell}
                  - {type: lsp, command: gopls}
            tools:
              convert: {kind: process, command: convert}
            """);

    Ran check = Ran.offstage("config", "check", file.toString());
    Ran strict = Ran.offstage("config", "check", "--strict", file.toString());
    Ran role = Ran.offstage("task-worker", "--strict", "--config", file.toString());
    Ran worker = Ran.offstage("task-worker", "--config", file.toString());

    assertThat(check.code()).isZero();
    assertThat(check.out())
        .contains(file + ":6: agents.root.toolsets of type lsp is not run by Offstage")
        .contains("agent root: tool shell starts processes", "tool convert starts processes")
        .contains("worker.allow", "no sandbox");
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.out()).contains(file + ":6: agents.root.toolsets of type lsp");
    assertThat(role.code()).isEqualTo(2);
    assertThat(role.err()).contains(file + ":6").doesNotContain("\tat ");
    assertThat(worker.code()).isEqualTo(2);
    assertThat(worker.err()).contains("convert or process into worker.allow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"task-worker", "agent-worker", "gateway", "materializer", "dev"})
  void noRoleStartsWithWrongSettings(String role) throws IOException {
    Path file = file("worker:\n  concurency: 7\n");

    Ran ran = Ran.offstage(role, "--config", file.toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(file + ":2", "concurency").doesNotContain("\tat ");
  }

  @Test
  void aFlagIsNamedAsAFlag() {
    Ran ran = Ran.offstage("task-worker", "--set", "worker.concurrency=none");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--set worker.concurrency");
  }

  @Test
  void anUnknownPoolIsNamedBesideThoseThatAre() {
    Ran ran = Ran.offstage("task-worker", "--pool", "gpu");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("gpu", "[agents, tools]");
  }

  @Test
  void anAgentWorkerWithoutAgentsSaysWhatToDo() {
    Ran ran = Ran.offstage("agent-worker");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--config");
  }

  @Test
  void debugShowsWhereAFailureCameFrom() {
    Ran ran = Ran.offstage("agent-worker", "--debug");

    assertThat(ran.err()).contains("\tat io.offstage");
  }

  @Test
  void whereACallWouldRunIsToldWithWhoDecided() {
    Ran usual =
        Ran.offstage("agents", "resolve", "--demo", "--agent", "supervisor", "--tool", "analyst");
    Ran called =
        Ran.offstage(
            "agents",
            "resolve",
            "--demo",
            "--agent",
            "supervisor",
            "--tool",
            "research",
            "--args",
            "{\"_background\": {\"disposition\": \"awaited\"}}",
            "-o",
            "json");
    Ran unknown = Ran.offstage("agents", "resolve", "--demo", "--agent", "analyst", "--tool", "x");

    assertThat(usual.out()).contains("deferred", "tools: all");
    assertThat(called.json().path("disposition").path("layer").asText()).isEqualTo("call");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("market_figures");
  }

  @Test
  void whatToolsetsBringIsResolvedFromTheFileAlone() throws IOException {
    Path file =
        file(
            """
            worker: {allow: [shell]}
            agents:
              root:
                model: demo/x
                toolsets:
                  - {type: shell}
                  - {type: think}
                  - {type: mcp, name: far, remote: {url: "http://127.0.0.1:1/mcp"}}
                backgroundTasks: {tools: all}
            """);

    assertThat(resolved(file, "shell").out()).contains("deferred", "tools: all");
    assertThat(resolved(file, "far_reach").out()).contains("deferred", "tools: all");
    assertThat(resolved(file, "think").out()).contains("foreground", "runs inside the run");
    assertThat(resolved(file, "reach").code()).isEqualTo(2);
  }

  private static Ran resolved(Path file, String tool) {
    return Ran.offstage(
        "agents", "resolve", "--config", file.toString(), "--agent", "root", "--tool", tool);
  }

  @Test
  void everySettingIsListed() {
    Ran table = Ran.offstage("settings", "worker.drain");
    Ran json = Ran.offstage("settings", "worker.drain.timeout", "-o", "json");

    assertThat(table.out()).contains("worker.drain.timeout", "worker.drain.rebalance");
    assertThat(json.json().path(0).path("variable").asText())
        .isEqualTo("OFFSTAGE_WORKER_DRAIN_TIMEOUT");
  }
}
