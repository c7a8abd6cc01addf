package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.task.RawJson;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RunTroubleTest {

  @AutoClose private static final RunFixture fixture = new RunFixture();

  @AutoClose private final ScriptedHost host = new ScriptedHost(fixture);

  @Test
  void aModelThatRefusesEndsTheRunWithAnError() throws Exception {
    SimulatedEngine engine =
        host.engine(
            host.server(_ -> new ScriptedReply.Refuses(400, "bad request")),
            "{\"untilIdle\":true}");

    TaskState state = engine.run();

    assertThat(RunOutput.types(engine.output())).containsExactly("start", "error", "finish");
    assertThat(
            RunOutput.first("error", engine.output()).path("payload").at("/error/message").asText())
        .contains("bad request");
    assertThat(
            RunOutput.first("finish", engine.output())
                .path("payload")
                .at("/stepResult/reason")
                .asText())
        .isEqualTo("error");
    assertThat(RunOutput.result(state).path("finishReason").asText()).isEqualTo("error");
  }

  @Test
  void anErrorInMidStreamClosesWhatWasOpen() throws Exception {
    SimulatedEngine engine =
        host.engine(host.server(_ -> new ScriptedReply.FailsAfter("Well, I", "overloaded")), "{}");

    engine.run();

    assertThat(RunOutput.types(engine.output()))
        .containsExactly(
            "start", "step-start", "text-start", "text-delta", "text-end", "error", "finish");
    assertThat(fixture.rows(host.thread)).hasSize(1);
  }

  @Test
  void aToolThatThrowsIsAnErrorThatTheModelReads() throws Exception {
    OpenAiServer server = host.calling(call("c1", "broken", "{}"), call("c2", "nowhere", "{}"));
    SimulatedEngine engine = host.engine(server, "{}");

    assertThat(RunOutput.result(engine.run()).path("text").asText()).isEqualTo("done");

    assertThat(
            RunOutput.first("tool-error", engine.output())
                .path("payload")
                .at("/error/message")
                .asText())
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

    assertThat(
            RunOutput.first("tool-error", engine.output())
                .path("payload")
                .at("/error/message")
                .asText())
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
    assertThat(
            RunOutput.first("tool-output", engine.output())
                .path("payload")
                .at("/output/stage")
                .asInt())
        .isEqualTo(1);
    assertThat(RunOutput.first("tool-result", engine.output()).path("payload").path("result"))
        .isEqualTo(JsonText.tree("{\"y\":2}"));
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
    assertThat(
            RunOutput.first("tool-call-suspended", engine.output())
                .path("payload")
                .at("/suspendPayload/may")
                .asText())
        .isEqualTo("I?");

    TaskState end = engine.resume(new RawJson("{\"yes\":true}"));

    assertThat(RunOutput.result(end).path("text").asText()).isEqualTo("done");
    assertThat(
            RunOutput.first("tool-result", engine.output())
                .path("payload")
                .at("/result/permitted/yes")
                .asBoolean())
        .isTrue();
  }

  @Test
  void aTurnHasOnlySoManySteps() throws Exception {
    OpenAiServer server = host.server(_ -> calls(call("", "chatty", "{}")));
    SimulatedEngine engine = host.engine(server, "{\"maxSteps\":2}");

    TaskState state = engine.run();

    assertThat(RunOutput.result(state).path("finishReason").asText()).isEqualTo("tool-calls");
    assertThat(server.requests()).hasSize(2);
    assertThat(RunOutput.types(engine.output())).endsWith("step-finish", "finish");
  }

  @Test
  void aDelegatedRunHasAThreadOfItsOwnAndDelegatesInTheForeground() throws Exception {
    OpenAiServer server = host.calling(call("c1", "agent-critic", "{\"prompt\":\"Weigh this\"}"));
    SimulatedEngine above = host.engine(server, "{}", HostTools.delegate("critic"));
    SimulatedEngine below = host.engine(server, "{\"depth\":1}", HostTools.delegate("critic"));

    assertThat(above.run()).isInstanceOf(TaskState.Completed.class);
    assertThat(below.run()).isInstanceOf(TaskState.Waiting.class);

    var child = above.children().values().iterator().next();
    assertThat(child.call().toolName()).isEqualTo("agent");
    assertThat(JsonText.tree(child.call().args()).path("messages").asText())
        .isEqualTo("Weigh this");
    assertThat(child.origin().scope().threadId())
        .isEqualTo(host.thread.thread() + "/" + child.taskId());
    assertThat(child.placement().concurrencyKey()).isEqualTo("host/" + host.thread.resource());
    assertThat(RunOutput.types(below.output())).doesNotContain("background-task-started");
    below.end(below.firstChild(), TaskStatus.CANCELLED, null, null);
    assertThat(
            RunOutput.first("tool-error", below.output())
                .path("payload")
                .at("/error/message")
                .asText())
        .isEqualTo("The background task was cancelled.");
  }

  @Test
  void anUnknownAgentIsSaidInTheStreamAndInTheTask() throws Exception {
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(host.thread, "go", "{\"agent\":\"nobody\"}"),
            host.runs(host.server(_ -> says("unheard"))));

    TaskState state = engine.run();

    assertThat(state).isInstanceOf(TaskState.Failed.class);
    assertThat(((TaskState.Failed) state).error().message())
        .isEqualTo("Agent with id nobody not found");
    assertThat(RunOutput.types(engine.output())).containsExactly("error", "finish");
  }
}
