package io.offstage.agent.definition;

import static io.offstage.agent.definition.AgentsYaml.problemsOf;
import static io.offstage.agent.definition.AgentsYaml.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.Secret;
import io.offstage.worker.process.Program;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.HttpToolSpec;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.ProcessToolSpec;
import io.offstage.worker.tool.WebhookSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a file says of tools, toolsets and hooks. */
class ToolDefinitionsTest {

  @Test
  void anHttpToolComesWholeAndVariablesExpandInIt() {
    var http =
        (HttpToolSpec)
            read("""
            tools:
              endpoint:
                kind: http
                url: ${GATEWAY}/tool
                headers: {Authorization: "Bearer ${SECRET:-none}"}
                background: {timeoutMs: 1000}
            """)
                .definition()
                .toolSpecs()
                .getFirst();

    assertThat(http.url()).hasToString("http://gw/tool");
    assertThat(http.headers()).containsEntry("Authorization", "Bearer none");
    assertThat(http.background().timeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void toolsThatNeedNoCodeAreReadWithWhatTheyRunAs() {
    var tools =
        read("""
        tools:
          convert:
            kind: process
            command: /usr/bin/convert
            args: [-q, 80]
            env: {KEY: "${GATEWAY}"}
            workingDir: /tmp
            background: true
          search:
            kind: mcp
            command: npx
            args: [server]
            tool: find
          remote: {kind: mcp, url: "${GATEWAY}/mcp", headers: {Authorization: "x"}}
        """)
            .definition()
            .toolSpecs();

    assertThat(tools)
        .satisfiesExactly(
            process -> {
              var program = ((ProcessToolSpec) process).program();
              assertThat(program.words()).containsExactly("/usr/bin/convert", "-q", "80");
              assertThat(program.environment()).containsEntry("KEY", "http://gw");
              assertThat(program.directory()).isEqualTo(Path.of("/tmp"));
              assertThat(process.background()).isEqualTo(Background.ELIGIBLE);
            },
            local -> {
              assertThat(((McpToolSpec) local).tool()).isEqualTo("find");
              assertThat(((McpToolSpec) local).server()).isInstanceOf(McpServer.Local.class);
            },
            remote ->
                assertThat(((McpToolSpec) remote).server())
                    .isEqualTo(
                        new McpServer.Remote(
                            URI.create("http://gw/mcp"), Map.of("Authorization", "x"))));
  }

  @Test
  void whatIsWrongWithToolsIsToldWithLineAndHint() {
    assertThat(
            problemsOf(
                """
                tools:
                  a: {kind: process, args: [x]}
                  b:
                    kind: process
                    comand: x
                    command: x
                  c: {kind: mcp}
                  d: {kind: mcp, command: x, url: "http://y"}
                  e: {kind: procces}
                """))
        .anySatisfy(p -> assertThat(p).startsWith("agents.yaml:2: tools.a.command: is required"))
        .contains("agents.yaml:5: tools.b.comand: unknown; did you mean command?")
        .anySatisfy(p -> assertThat(p).startsWith("agents.yaml:7: tools.c.command: a command"))
        .contains("agents.yaml:8: tools.d.url: either command or url, not both")
        .anySatisfy(p -> assertThat(p).startsWith("agents.yaml:9: tools.e.kind: must be java"))
        .hasSize(5);
  }

  @Test
  void toolsetsAreReadAndWhatIsNotRunIsNamedByLineAndType() {
    DefinitionReader.Read read =
        read(
            """
            agents:
              root:
                model: demo/x
                toolsets:
                  - type: think
                  - type: todo
                    instruction: Plan first.
                  - type: fetch
                    timeout: 10
                  - {type: filesystem, root: /srv, tools: [read_file]}
                  - type: shell
                    env: {K: "${GATEWAY}"}
                  - type: mcp
                    name: gh
                    command: npx
                    args: ["-y", server]
                  - type: mcp
                    remote: {url: "${GATEWAY}/mcp", transport_type: streamable, headers: {A: b}}
                  - type: memory
                    path: ./memory.db
            """);

    assertThat(read.definition().entry().toolsets())
        .extracting(ToolsetDefinition::source)
        .containsExactly(
            new ToolsetDefinition.Think(),
            new ToolsetDefinition.Todo(),
            new ToolsetDefinition.Fetch(Duration.ofSeconds(10)),
            new ToolsetDefinition.Filesystem(Path.of("/srv")),
            new ToolsetDefinition.Shell(Map.of("K", "http://gw")),
            new ToolsetDefinition.Mcp(
                new McpServer.Local(new Program(List.of("npx", "-y", "server"), Map.of(), null)),
                "gh"),
            new ToolsetDefinition.Mcp(
                new McpServer.Remote(URI.create("http://gw/mcp"), Map.of("A", "b")), ""));
    assertThat(read.definition().entry().toolsets().get(3).only()).containsExactly("read_file");
    assertThat(read.warnings())
        .containsExactly(
            "agents.yaml:19: agents.root.toolsets of type memory is not run by Offstage and left"
                + " out");
    assertThat(
            problemsOf(
                """
                agents:
                  root:
                    model: demo/x
                    toolsets:
                      - {type: fetch, timeoutt: 3}
                      - {type: mcp}
                      - {type: fech}
                """))
        .contains(
            "agents.yaml:5: agents.root.toolsets.timeoutt: unknown; did you mean timeout?",
            "agents.yaml:6: agents.root.toolsets.type: mcp wants either a command or a remote",
            "agents.yaml:7: agents.root.toolsets.type \"fech\": unknown; did you mean fetch?");
  }

  @Test
  void hooksAreNamedOnThreeLevelsAndDefinedOnce() {
    Definition definition =
        read("""
        agents:
          root:
            model: demo/demo
            tools: [look]
            backgroundTasks: {onTaskFailed: [pager, tools/count]}
        tools:
          look: {kind: http, url: "http://x", background: {onCancelled: audit}}
        backgroundTasks:
          hooks:
            audit: {url: "${GATEWAY}/audit", secret: whsec_c2VjcmV0}
          onTaskComplete: audit
        """)
            .definition();

    assertThat(definition.background().webhooks().get("audit"))
        .isEqualTo(new WebhookSpec(URI.create("http://gw/audit"), new Secret("whsec_c2VjcmV0")));
    assertThat(definition.background().hooks()).hasToString("[audit@completed]");
    assertThat(definition.entry().background().hooks())
        .hasToString("[pager@failed, tools/count@failed]");
    assertThat(definition.tool("look").orElseThrow().spec().orElseThrow().background().hooks())
        .hasToString("[audit@cancelled]");
    assertThat(definition.background().placed(definition.background().hooks().getFirst()))
        .hasToString("agents/audit@completed");
  }

  @Test
  void wrongHooksAreNamedWithTheirLines() {
    assertThat(
            problemsOf(
                """
                agents:
                  root: {model: demo/demo}
                backgroundTasks:
                  onTaskFailed: https://example.com/hook
                  hooks:
                    audit: {secret: x}
                """))
        .containsExactly(
            "agents.yaml:4: backgroundTasks.onTaskFailed: must name hooks, as [pool/]name, was"
                + " \"https://example.com/hook\"",
            "agents.yaml:6: backgroundTasks.hooks.audit.url: is required, a text");
  }
}
