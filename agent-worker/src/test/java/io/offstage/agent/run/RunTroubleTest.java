package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.task.RawJson;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.worker.tool.Background;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunTroubleTest {

  private static RunFixture fixture;

  private ScriptedHost host;

  @BeforeAll
  static void open() {
    fixture = new RunFixture();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @BeforeEach
  void start() {
    host = new ScriptedHost(fixture);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private static JsonNode chunk(SimulatedEngine engine, String type) {
    return engine.output().stream()
        .map(JsonText::tree)
        .filter(chunk -> chunk.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow()
        .path("payload");
  }

  @Test
  void aModelThatRefusesEndsTheRunWithAnError() throws Exception {
    SimulatedEngine engine =
        host.engine(
            host.server(_ -> new ScriptedReply.Refuses(400, "bad request")),
            "{\"untilIdle\":true}");

    TaskState state = engine.run();

    assertThat(RunFixture.types(engine.output())).containsExactly("start", "error", "finish");
    assertThat(chunk(engine, "error").at("/error/message").asText()).contains("bad request");
    assertThat(chunk(engine, "finish").at("/stepResult/reason").asText()).isEqualTo("error");
    assertThat(ScriptedHost.result(state).path("finishReason").asText()).isEqualTo("error");
  }

  @Test
  void anErrorInMidStreamClosesWhatWasOpen() throws Exception {
    SimulatedEngine engine =
        host.engine(host.server(_ -> new ScriptedReply.FailsAfter("Well, I", "overloaded")), "{}");

    engine.run();

    assertThat(RunFixture.types(engine.output()))
        .containsExactly(
            "start", "step-start", "text-start", "text-delta", "text-end", "error", "finish");
    assertThat(fixture.rows(host.thread)).hasSize(1);
  }

  @Test
  void aToolThatThrowsIsAnErrorThatTheModelReads() throws Exception {
    OpenAiServer server = host.calling(call("c1", "broken", "{}"), call("c2", "nowhere", "{}"));
    SimulatedEngine engine = host.engine(server, "{}");

    assertThat(ScriptedHost.result(engine.run()).path("text").asText()).isEqualTo("done");

    assertThat(chunk(engine, "tool-error").at("/error/message").asText())
        .isIn("out of order", "There is no tool named \"nowhere\".");
    JsonNode messages = server.requests().getLast().path("messages");
    assertThat(messages.toString())
        .contains("out of order", "There is no tool named \\\"nowhere\\\".");
  }

  @Test
  void argumentsThatAreNoObjectAreRefused() throws Exception {
    OpenAiServer server = host.calling(call("c1", "chatty", "[1]"));
    SimulatedEngine engine = host.engine(server, "{}");

    engine.run();

    assertThat(chunk(engine, "tool-error").at("/error/message").asText())
        .isEqualTo("The arguments are not a JSON object.");
  }

  @Test
  void theOverrideDecidesAndNeverReachesTheTool() throws Exception {
    OpenAiServer server =
        host.calling(
            call(
                "c1",
                "research",
                "{\"x\":1.10,\"_background\":{\"disposition\":\"awaited\",\"timeoutMs\":7}}"),
            call("c2", "chatty", "{\"y\":2,\"_background\":{\"disposition\":\"deferred\"}}"));
    SimulatedEngine engine = host.engine(server, "{}");

    assertThat(engine.run()).isInstanceOf(TaskState.Waiting.class);

    var child = engine.children().values().iterator().next();
    assertThat(child.call().args()).isEqualTo(new RawJson("{\"x\":1.10}"));
    assertThat(child.policy().timeLimits().perAttempt()).isEqualTo(Duration.ofMillis(7));
    assertThat(chunk(engine, "tool-output").at("/output/stage").asInt()).isEqualTo(1);
    assertThat(chunk(engine, "tool-result").path("result")).isEqualTo(JsonText.tree("{\"y\":2}"));
    JsonNode tools = server.requests().getFirst().path("tools");
    assertThat(tools.path(0).toString()).contains("_background");
    assertThat(tools.path(3).toString()).doesNotContain("_background");
  }

  @Test
  void aCallThatAsksForInputSuspendsTheRunAndGoesOnWithIt() throws Exception {
    SimulatedEngine engine = host.engine(host.calling(call("c1", "asking", "{\"a\":1}")), "{}");

    TaskState suspended = engine.run();

    assertThat(suspended)
        .isEqualTo(
            new TaskState.Suspended(
                new RawJson(
                    "{\"toolCallId\":\"c1\",\"toolName\":\"asking\",\"args\":{\"a\":1},"
                        + "\"suspendPayload\":{\"may\":\"I?\"}}")));
    assertThat(chunk(engine, "tool-call-suspended").at("/suspendPayload/may").asText())
        .isEqualTo("I?");

    TaskState end = engine.resume(new RawJson("{\"yes\":true}"));

    assertThat(ScriptedHost.result(end).path("text").asText()).isEqualTo("done");
    assertThat(chunk(engine, "tool-result").at("/result/permitted/yes").asBoolean()).isTrue();
  }

  @Test
  void aTurnHasOnlySoManySteps() throws Exception {
    OpenAiServer server = host.server(_ -> calls(call("", "chatty", "{}")));
    SimulatedEngine engine = host.engine(server, "{\"maxSteps\":2}");

    TaskState state = engine.run();

    assertThat(ScriptedHost.result(state).path("finishReason").asText()).isEqualTo("tool-calls");
    assertThat(server.requests()).hasSize(2);
    assertThat(RunFixture.types(engine.output())).endsWith("step-finish", "finish");
  }

  @Test
  void aDelegatedRunHasAThreadOfItsOwnAndDelegatesInTheForeground() throws Exception {
    OfferedTool critic =
        new OfferedTool(
            "agent-critic",
            "Weighs claims",
            new RawJson("{\"type\":\"object\"}"),
            Background.ELIGIBLE,
            new OfferedTool.Delegate("critic"));
    OpenAiServer server = host.calling(call("c1", "agent-critic", "{\"prompt\":\"Weigh this\"}"));
    SimulatedEngine above = host.engine(server, "{}", critic);
    SimulatedEngine below = host.engine(server, "{\"depth\":1}", critic);

    assertThat(above.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(below.run()).isInstanceOf(TaskState.Waiting.class);

    var child = above.children().values().iterator().next();
    assertThat(child.call().toolName()).isEqualTo("agent");
    assertThat(JsonText.tree(child.call().args()).path("messages").asText())
        .isEqualTo("Weigh this");
    assertThat(child.origin().scope().threadId())
        .isEqualTo(host.thread.thread() + "/" + child.taskId());
    assertThat(child.placement().concurrencyKey()).isEqualTo("host/" + host.thread.resource());
    assertThat(RunFixture.types(below.output())).doesNotContain("background-task-started");
    below.end(below.children().keySet().iterator().next(), TaskStatus.CANCELLED, null, null);
    assertThat(chunk(below, "tool-error").at("/error/message").asText())
        .isEqualTo("The background task was cancelled.");
  }

  @Test
  void anUnknownAgentIsSaidInTheStreamAndInTheTask() throws Exception {
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(host.thread, "go", "{\"agent\":\"nobody\"}"),
            host.runs(host.server(_ -> says("unheard"))),
            new Boundary(0));

    TaskState state = engine.run();

    assertThat(state).isInstanceOf(TaskState.Failed.class);
    assertThat(((TaskState.Failed) state).error().message())
        .isEqualTo("Agent with id nobody not found");
    assertThat(RunFixture.types(engine.output())).containsExactly("error", "finish");
  }
}
