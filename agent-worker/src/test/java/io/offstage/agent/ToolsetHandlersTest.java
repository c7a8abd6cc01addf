package io.offstage.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.agent.background.CallOverride;
import io.offstage.agent.background.Offers;
import io.offstage.agent.background.Resolution;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.DefinitionException;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.agent.toolset.Toolsets;
import io.offstage.settings.Settings;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.tool.Disposition;
import io.offstage.worker.tool.Toolbox;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who decides that a toolset's tool runs in the background, and which workers have it then. */
class ToolsetHandlersTest {

  private static final String AGENTS =
      """
      agents:
        silent: {model: demo/x, toolsets: [{type: shell}]}
        all:
          model: demo/x
          toolsets: [{type: shell}, {type: fetch}, {type: think}, {type: filesystem}]
          backgroundTasks: {tools: all}
        some:
          model: demo/x
          toolsets: [{type: shell}, {type: fetch}]
          backgroundTasks: {tools: {fetch: {defaultDisposition: awaited, timeoutMs: 1000}}}
        off:
          model: demo/x
          toolsets: [{type: shell}]
          backgroundTasks: {disabled: true, tools: all}
        host: {model: demo/x, sub_agents: [silent, some]}
      """;

  private static final Settings SETTINGS = Settings.of("worker.allow=shell");

  private static Definition definition(String yaml) {
    return DefinitionReader.read("agents.yaml", yaml, Map.of(), List.of(), true).definition();
  }

  private static Resolution resolved(String name, String tool) {
    Definition definition = definition(AGENTS);
    try (ToolKinds kinds = ToolKinds.of(SETTINGS)) {
      Toolsets toolsets = new Toolsets(SETTINGS.worker().permissions(), kinds.servers());
      Offers offers = new Offers(definition, Toolbox.EMPTY, toolsets::of);
      AgentDefinition agent = definition.agent(name).orElseThrow();
      return offers
          .resolver(agent)
          .resolve(
              offers.of(agent).stream()
                  .filter(o -> o.name().equals(tool))
                  .findFirst()
                  .orElseThrow(),
              CallOverride.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "silent, shell, FOREGROUND",
    "all, shell, DEFERRED",
    "all, fetch, DEFERRED",
    "all, think, FOREGROUND",
    "all, read_file, FOREGROUND",
    "some, shell, FOREGROUND",
    "some, fetch, AWAITED",
    "off, shell, FOREGROUND",
    // Who has a toolset's tool for the background may be in the background itself.
    "host, agent-some, DEFERRED",
    "host, agent-silent, FOREGROUND",
  })
  void theAgentDecidesWhereAToolsetsToolRuns(String agent, String tool, Disposition where) {
    assertThat(resolved(agent, tool).disposition().value()).isEqualTo(where);
  }

  @Test
  void whatStaysInsideTheRunSaysSo() {
    assertThat(resolved("all", "think").eligible().value()).isFalse();
    assertThat(resolved("all", "think").disposition().because()).contains("inside the run");
  }

  @Test
  void workersOfThePoolHaveWhatSomeAgentOptedInAndNothingElse() {
    try (ToolKinds kinds = ToolKinds.of(SETTINGS)) {
      Handlers none = Handlers.of(Map.of());
      Handlers tools = ToolsetHandlers.of(definition(AGENTS), SETTINGS, "tools", kinds, none);

      assertThat(tools.find("shell")).isPresent();
      assertThat(tools.find("fetch")).isPresent();
      assertThat(tools.find("think")).isEmpty();
      assertThat(tools.find("read_file")).isEmpty();
      assertThat(ToolsetHandlers.of(definition(AGENTS), SETTINGS, "gpu", kinds, none))
          .isSameAs(none);
    }
  }

  @Test
  void aWorkerThatMayNotStartCommandsHasNone() {
    Settings careful = Settings.of();
    try (ToolKinds kinds = ToolKinds.of(careful)) {
      Handlers tools =
          ToolsetHandlers.of(definition(AGENTS), careful, "tools", kinds, Handlers.of(Map.of()));

      assertThat(tools.find("shell")).isEmpty();
      assertThat(tools.find("fetch")).isPresent();
    }
  }

  @Test
  void anEntryForWhatStaysInsideTheRunIsRefused() {
    Assertions.assertThatExceptionOfType(DefinitionException.class)
        .isThrownBy(
            () ->
                definition(
                    """
                    agents:
                      root:
                        model: demo/x
                        toolsets: [{type: todo}, {type: fetch}]
                        backgroundTasks: {tools: {fetch: true, list_todos: true}}
                    """))
        .withMessageContaining("list_todos")
        .withMessageContaining("run inside the run");
  }
}
