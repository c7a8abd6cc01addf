package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.background.Resolver;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.DefinitionReader;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.store.ThreadKey;
import io.offstage.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What an agent's file says of its runs' bounds, and of the models that they ask. */
class FileLimitsRunTest {

  @AutoClose private static final RunFixture fixture = new RunFixture();

  private final ThreadKey thread = RunFixture.newThread();

  private SimulatedEngine engine(OpenAiServer model, String message, String more) {
    return engine(model, model, message, more);
  }

  /** A run of an agent with one tool and this in its file. */
  private SimulatedEngine engine(
      OpenAiServer model, OpenAiServer fallback, String message, String more) {
    String file =
        """
        models:
          first: {provider: openai, model: m, base_url: "%s"}
          second: {provider: openai, model: m, base_url: "%s"}
        agents:
          host:
            model: first
            instruction: You are the host.
            tools: [clock]
            fallback: {models: [second], retries: 1}
            %s
        """
            .formatted(model.baseUrl(), fallback.baseUrl(), more);
    AgentDefinition agent =
        DefinitionReader.read("agents.yaml", file, Map.of(), List.of("clock"), true)
            .definition()
            .agents()
            .getFirst();
    OfferedTool clock =
        new OfferedTool(
            "clock",
            "",
            HostTools.CLOCK.inputSchema(),
            HostTools.CLOCK.background(),
            new OfferedTool.InPool("tools"));
    Equipped host =
        Equipped.of(
            agent, List.of(clock), new Resolver(FleetBackground.DEFAULT, agent.background()));
    return new SimulatedEngine(
        RunFixture.start(thread, message, "{}"),
        new AgentRun(
            () -> Map.of("host", host),
            fixture.platform(List.of(HostTools.CLOCK), fixture.store, FleetBackground.DEFAULT)));
  }

  @Test
  void aTurnHasAsManyModelCallsAsTheFileAllows() throws Exception {
    try (OpenAiServer model = OpenAiServer.answering(_ -> calls(call("", "clock", "{}")))) {
      TaskState end = engine(model, "go", "max_iterations: 3").run();

      assertThat(model.requests()).hasSize(3);
      assertThat(RunOutput.result(end).path("finishReason").asText()).isEqualTo("tool-calls");
    }
  }

  @Test
  void theModelSeesTheLastMessagesOfTheThreadAndNoMoreThanTheFileSays() throws Exception {
    try (OpenAiServer model = OpenAiServer.answering(_ -> says("Fine."))) {
      for (String message : List.of("one", "two", "three")) {
        engine(model, message, "num_history_items: 3").run();
      }

      List<String> seen = new ArrayList<>();
      for (JsonNode message : model.requests().getLast().path("messages")) {
        seen.add(message.path("role").asText() + " " + message.path("content").asText());
      }
      assertThat(seen)
          .containsExactly("system You are the host.", "user two", "assistant Fine.", "user three");
      assertThat(fixture.rows(thread)).hasSize(6);
    }
  }

  @Test
  void aModelThatFailsIsAskedAgainAndThenItsFallbackAnswersTheRun() throws Exception {
    try (OpenAiServer broken =
            OpenAiServer.answering(_ -> new ScriptedReply.Refuses(503, "overloaded"));
        OpenAiServer fallback = OpenAiServer.answering(_ -> says("Here I am."))) {
      TaskState end = engine(broken, fallback, "go", "").run();

      assertThat(broken.requests()).hasSize(2);
      assertThat(fallback.requests()).hasSize(1);
      assertThat(RunOutput.result(end).path("text").asText()).isEqualTo("Here I am.");
      assertThat(fixture.rows(thread)).extracting("role").containsExactly("user", "assistant");
    }
  }
}
