package io.offstage.agent.definition;

import static io.offstage.agent.definition.AgentsYaml.problemsOf;
import static io.offstage.agent.definition.AgentsYaml.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.offstage.agent.definition.ModelDefinition.Kind;
import io.offstage.task.Backpressure;
import io.offstage.worker.tool.Disposition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinitionReaderTest {

  private static final String WHOLE =
      """
      version: "7"
      models:
        fast:
          provider: openai
          model: gpt-x
          base_url: ${env.GATEWAY}/v1
          token_key: MY_KEY
          temperature: 0.2
          max_tokens: 1000
      agents:
        supervisor:
          model: fast, demo/other
          fallback:
            models: [anthropic/claude-x]
            retries: 1
          description: Delegates
          instruction: |
            Costs ${env.NOTHING}. Be brief.
          sub_agents: [writer]
          tools: [research, endpoint]
          max_iterations: 12
          backgroundTasks:
            tools:
              research: {timeoutMs: 60000, defaultDisposition: awaited}
              writer: true
            waitTimeoutMs: 500
        writer:
          model: demo/writer
          backgroundTasks: {disabled: true}
      tools:
        research:
          description: Overrides what the code says
          background: true
        endpoint:
          kind: http
          url: ${GATEWAY}/tool
          headers: {Authorization: "Bearer ${SECRET:-none}"}
          background: {timeoutMs: 1000}
      backgroundTasks:
        globalConcurrency: 50
        per_agent_concurrency: 10
        backpressure: fallback_sync
        defaultTimeoutMs: 1000
        defaultRetries: {maxRetries: 2}
      kafka:
        bootstrap-servers: elsewhere
      """;

  @Test
  void aWholeFileIsReadInItsOrder() {
    Definition definition = read(WHOLE).definition();

    assertThat(definition.agents())
        .extracting(AgentDefinition::name)
        .containsExactly("supervisor", "writer");
    assertThat(definition.entry().name()).isEqualTo("supervisor");
    AgentDefinition supervisor = definition.entry();
    assertThat(supervisor.instruction()).isEqualTo("Costs ${env.NOTHING}. Be brief.\n");
    assertThat(supervisor.maxIterations()).isEqualTo(12);
    assertThat(supervisor.subAgents()).containsExactly("writer");
    assertThat(definition.background())
        .isEqualTo(
            new FleetBackground(
                true,
                50,
                10,
                Backpressure.FALLBACK_SYNC,
                Duration.ofSeconds(1),
                2,
                null,
                List.of(),
                Map.of()));
  }

  @Test
  void modelsAreFoundByKeyOrByProviderAndName() {
    ModelChoice choice = read(WHOLE).definition().entry().model();

    assertThat(choice.alloy())
        .extracting(ModelDefinition::kind)
        .containsExactly(Kind.OPENAI, Kind.DEMO);
    assertThat(choice.first().baseUrl()).isEqualTo("http://gw/v1");
    assertThat(choice.first().tokenKey()).isEqualTo("MY_KEY");
    assertThat(choice.first().sampling().maxTokens()).isEqualTo(1000);
    assertThat(choice.fallbacks())
        .extracting(ModelDefinition::ref)
        .containsExactly("anthropic/claude-x");
    assertThat(choice.retries()).isEqualTo(1);
  }

  @Test
  void whatAnAgentSaysAboutASubAgentIsSaidAboutTheToolThatCallsIt() {
    AgentBackground background = read(WHOLE).definition().entry().background();

    assertThat(background.entry("research"))
        .hasValue(
            new AgentBackground.Entry(true, Disposition.AWAITED, Duration.ofMinutes(1), null));
    assertThat(background.entry("agent-writer"))
        .hasValue(new AgentBackground.Entry(true, null, null, null));
    assertThat(background.waitTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(read(WHOLE).definition().agents().getLast().background().disabled()).isTrue();
  }

  @Test
  void allProblemsAreToldTogetherWithTheirLines() {
    List<String> problems =
        problemsOf(
            """
            models:
              m: {provider: opena, model: x}
            agents:
              root:
                model: demo/x
                instructon: hi
                sub_agents: [wrter]
                tools: [reserch]
                backgroundTasks: {tools: {research: maybe}}
              writer:
                model: n
                max_iterations: many
            tools:
              t: {kind: http, url: "ftp://x"}
            backgroundTasks: {backpressure: never}
            """);

    assertThat(problems)
        .anySatisfy(p -> assertThat(p).startsWith("agents.yaml:2: models.m.provider: unknown"))
        .contains(
            "agents.yaml:6: agents.root.instructon: unknown; did you mean instruction?",
            "agents.yaml:7: agents.root.sub_agents: agent \"wrter\": unknown; did you mean writer?",
            "agents.yaml:8: agents.root.tools: tool \"reserch\": unknown; did you mean research?",
            "agents.yaml:9: agents.root.backgroundTasks.tools.research: must be true or false",
            "agents.yaml:12: agents.writer.max_iterations: must be a whole number, 0 or more",
            "agents.yaml:14: tools.t.url: must be an http or https URL with a host and without a"
                + " user",
            "agents.yaml:15: backgroundTasks.backpressure: must be queue, reject or fallback-sync,"
                + " was \"never\"")
        .anySatisfy(
            p -> assertThat(p).startsWith("agents.yaml:11: agents.writer.model: model \"n\""));
  }

  @Test
  void aFileOfDockerAgentLoadsAndSaysWhatItDoesNotRun() {
    String theirs =
        """
        version: "7"
        agents:
          root:
            model: openai/gpt-x
            description: Knows the web
            welcome_message: Hello
            instruction: Use your tools.
            add_date: true
            toolsets:
              - type: mcp
                ref: docker:duckduckgo
              - type: background_agents
            sub_agents: [helper, namespace/repo]
            commands:
              fix: Fix it
          helper:
            model: claude
        models:
          claude:
            provider: anthropic
            model: claude-x
            max_tokens: 64000
            thinking_budget: 1024
        metadata:
          author: someone
        permissions:
          allow: ["*"]
        """;

    DefinitionReader.Read read = read(theirs);

    assertThat(read.definition().entry().subAgents()).containsExactly("helper");
    assertThat(read.definition().entry().runsBackgroundAgents()).isTrue();
    assertThat(read.warnings())
        .contains(
            "agents.yaml:10: agents.root.toolsets of type mcp with a ref is not run by Offstage and"
                + " left out")
        .hasSize(6);
    var strict =
        catchThrowableOfType(
            DefinitionException.class,
            () -> DefinitionReader.read("agents.yaml", theirs, Map.of(), List.of(), true));
    assertThat(strict.problems()).hasSize(6);
  }

  @Test
  void aModelMayStandForSeveral() {
    Definition definition =
        read("""
        models:
          one: {provider: openai, model: gpt-x}
          both: {model: "one,demo/y"}
          all: {model: "both, demo/z, all"}
        agents:
          root: {model: all}
        """)
            .definition();

    assertThat(definition.entry().model().alloy())
        .extracting(ModelDefinition::ref)
        .containsExactly("openai/gpt-x", "demo/y", "demo/z");
  }

  @Test
  void aFileOfDockerAgentsFirstVersionIsBroughtAlong() {
    DefinitionReader.Read read =
        read(
            """
            version: "0"
            models:
              gpt: {type: openai, model: gpt-x}
            agents:
              root:
                name: root
                model: gpt
                think: true
                todo: {shared: false}
                memory: {path: ./memory.db}
                toolsets: [{type: fetch}]
            """);

    AgentDefinition root = read.definition().entry();
    assertThat(root.model().alloy().getFirst().provider()).isEqualTo("openai");
    assertThat(root.toolsets())
        .extracting(toolset -> toolset.source().getClass().getSimpleName())
        .containsExactly("Todo", "Think", "Fetch");
    assertThat(read.warnings())
        .contains(
            "agents.yaml:10: agents.root.toolsets of type memory is not run by Offstage and left"
                + " out");
  }

  @Test
  void whatCannotBeBroughtAlongIsNamed() {
    assertThat(
            problemsOf(
                """
                version: "1"
                env: {KEY: x}
                models:
                  gpt: {provider: openai, model: gpt-x, env: {KEY: x}}
                agents:
                  root: {model: gpt, toolsets: [{type: shell, env_file: .env}]}
                """))
        .containsExactly(
            gone(2, "env"), gone(4, "models.gpt.env"), gone(6, "agents.root.toolsets.env_file"));
    assertThat(problemsOf("version: latest\nagents: {a: {model: demo/x}}"))
        .containsExactly("agents.yaml:1: version: must be a whole number, 0 to 7");
  }

  private static String gone(int line, String path) {
    return "agents.yaml:%d: %s: is no longer part of the format; set variables in the worker's environment"
        .formatted(line, path);
  }

  @Test
  void whatCameLaterIsAWarning() {
    assertThat(read("version: 9\nagents: {a: {model: demo/x}}").warnings())
        .containsExactly(
            "agents.yaml:1: version: what came after version 7 is not run by Offstage and left"
                + " out");
    assertThat(
            read("version: 4\nagents: {a: {model: demo/x, toolsets: [{type: shell, sandbox: {paths:"
                    + " [.]}}]}}")
                .warnings())
        .containsExactly(
            "agents.yaml:2: agents.a.toolsets.sandbox is not run by Offstage and left out");
  }

  @Test
  void namesThatOthersCannotBearAreRefused() {
    assertThat(
            problemsOf(
                """
                agents:
                  a/b: {model: demo/x}
                  c: {model: demo/x}
                tools:
                  agent-c: {kind: http, url: http://x}
                  "two words": {kind: http, url: http://x}
                """))
        .containsExactlyInAnyOrder(
            "agents.yaml:6: tools.two words: a name has 1 to 64 letters, digits, underscores and"
                + " dashes",
            "agents.yaml:2: agents.a/b: a name has no slash, space or control character",
            "agents.yaml:3: agents.c: a tool is called agent-c already");
  }

  @Test
  void brokenYamlIsOneProblemWithItsLine() {
    assertThat(problemsOf("agents:\n  root: [\n"))
        .singleElement()
        .asString()
        .startsWith("agents.yaml:3: not valid YAML");
    assertThat(problemsOf("just a text"))
        .containsExactly("agents.yaml: expected a map with the key agents");
    assertThat(problemsOf("tools: {}"))
        .containsExactly("agents.yaml:1: agents: at least one is required, or tools alone");
    assertThat(read("tools: {t: {kind: http, url: http://x}}").definition().agents()).isEmpty();
  }
}
