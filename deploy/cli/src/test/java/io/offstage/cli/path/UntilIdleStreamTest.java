package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.agent.model.ScriptedReply;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UntilIdleStreamTest {

  private static final String DEMO =
      """
      agents:
        host:
          model: demo/demo
          instruction: You delegate.
          tools: [research]
      """;

  private static final String HOST_WITH_WRITER =
      """
      host:
        model: scripted
        instruction: You are the host.
        sub_agents: [writer]
        backgroundTasks: {tools: {writer: true}}
      writer:
        model: scripted
        instruction: You write.
      """;

  private static final String CALLING_TURN =
      "start step-start (tool-call-input-streaming-start tool-call-delta"
          + " tool-call-input-streaming-end ){%1$d}(tool-call ){%1$d}"
          + "(background-task-started ){%1$d}(tool-result ){%1$d}step-finish "
          + "step-start text-start text-delta text-end step-finish finish ";
  private static final String REACTING_TURN =
      "start step-start text-start text-delta text-end step-finish finish ";

  record Topic(String topic) {}

  @Test
  void theBuiltInModelSpeaksTwiceAroundItsBackgroundTask() {
    CountDownLatch gate = new CountDownLatch(1);
    Tool research =
        Tool.named("research")
            .describedAs("Runs a long research job on a topic")
            .taking(Topic.class)
            .inBackground()
            .running(
                (Topic in, ToolContext context) -> {
                  context.output(Map.of("stage", "begun"));
                  gate.await();
                  return Map.of("summary", "all about it");
                });
    Definition definition = Roles.definition(DEMO, "research");
    try (Stage stage = Stage.open()) {
      stage.agentWorker(definition, research);
      stage.taskWorker(research);
      stage.materializer();
      EventStream stream = stage.gateway().untilIdle("host", "research SpaceX");
      stream.await("finish", 1);
      stream.await("background-task-output", 1);

      gate.countDown();
      Transcript said = stream.awaitEnd();

      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(said.ownTypes()).matches(CALLING_TURN.formatted(1) + REACTING_TURN);
      String task = said.tasks().getFirst();
      assertThat(said.typesOf(task))
          .containsExactly(
              "background-task-started",
              "background-task-running",
              "background-task-output",
              "background-task-completed");
      assertThat(said.at("background-task-completed", task))
          .isGreaterThan(said.at("finish", 0))
          .isLessThan(said.at("start", 1));
      JsonNode acknowledgement = said.only("tool-result").path("payload");
      assertThat(acknowledgement.path("result").asText())
          .isEqualTo(
              "Background task started. Task ID: %s. The tool \"research\" is running in the"
                      .formatted(task)
                  + " background. You will be notified when it completes.");
      assertThat(acknowledgement.at("/providerMetadata/mastra/backgroundTask"))
          .isEqualTo(Api.json("{\"taskId\":\"%s\",\"status\":\"running\"}".formatted(task)));
      assertThat(said.only("background-task-output").at("/payload/payload/payload/output"))
          .isEqualTo(Api.json("{\"stage\":\"begun\"}"));
      assertThat(said.only("background-task-completed").at("/payload/result"))
          .isEqualTo(Api.json("{\"summary\":\"all about it\"}"));
      assertThat(
              said.all("step-finish").stream()
                  .map(chunk -> chunk.at("/payload/stepResult").toString()))
          .containsExactly(
              "{\"reason\":\"tool-calls\",\"isContinued\":true}",
              "{\"reason\":\"stop\",\"isContinued\":false}",
              "{\"reason\":\"stop\",\"isContinued\":false}");
    }
  }

  @Test
  void parallelCallsOfAModelServerArePutTogetherFromTheirDeltasAndReactedTo() {
    String first = "{\"q\":\"the first of all things\"}";
    String second = "{\"q\":\"the second\"}";
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    switch (Asked.of(request)) {
                      case BY_THE_USER ->
                          calls(call("c1", "lookup", first), call("c2", "lookup", second));
                      case TO_GO_ON -> says("Both are on their way.");
                      case TO_REACT -> says("Now I know more.");
                    });
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      EventStream stream = stage.serving(definition).untilIdle("host", "look up two things");
      stream.await("finish", 1);
      stream.await("background-task-output", 2);

      tools.open();
      Transcript said = stream.awaitEnd();

      assertThat(said.ownTypes())
          .matches(CALLING_TURN.formatted(2) + "(" + REACTING_TURN + "){1,2}");
      assertThat(deltasOf(said, "c1")).isEqualTo(first);
      assertThat(deltasOf(said, "c2")).isEqualTo(second);
      assertThat(said.all("tool-call").stream().map(chunk -> chunk.at("/payload/args")))
          .containsExactly(Api.json(first), Api.json(second));
      assertThat(said.tasks()).doesNotHaveDuplicates();
      for (String task : said.tasks()) {
        assertThat(said.typesOf(task))
            .containsExactly(
                "background-task-started",
                "background-task-running",
                "background-task-output",
                "background-task-completed");
      }
      assertThat(said.texts().getFirst()).isEqualTo("Both are on their way.");
      assertThat(said.texts().getLast()).isEqualTo("Now I know more.");
      JsonNode lastRequest = model.requests().getLast();
      assertThat(resultOf(lastRequest, "c1")).isEqualTo("{\"found\":" + first + "}");
      assertThat(resultOf(lastRequest, "c2")).isEqualTo("{\"found\":" + second + "}");
    }
  }

  @Test
  void aSubAgentInTheBackgroundIsATaskWithAThreadOfItsOwn() {
    CountDownLatch gate = new CountDownLatch(1);
    try (OpenAiServer model = OpenAiServer.answering(request -> hostOrWriter(request, gate));
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(Asked.agents(model, HOST_WITH_WRITER)));
      stage.materializer();
      Api api = stage.gateway();
      EventStream stream = api.untilIdle("host", "let it be written");
      stream.await("finish", 1);

      gate.countDown();
      Transcript said = stream.awaitEnd();

      assertThat(said.ownTypes()).matches(CALLING_TURN.formatted(1) + REACTING_TURN);
      String task = said.tasks().getFirst();
      assertThat(said.typesOf(task))
          .startsWith("background-task-started", "background-task-running")
          .endsWith("background-task-completed");
      JsonNode completed = said.only("background-task-completed").path("payload");
      assertThat(completed.path("toolCallId").asText()).isEqualTo("c1");
      assertThat(completed.at("/result/text").asText()).isEqualTo("Once upon a time.");
      assertThat(said.texts()).containsExactly("It is being written.", "There it is.");
      assertThat(api.get("/background-tasks/" + task).ok().path("threadId").asText())
          .isEqualTo("t1/" + task);
      assertThat(model.requests().getLast().toString()).contains("Once upon a time.");
    }
  }

  private static ScriptedReply hostOrWriter(JsonNode request, CountDownLatch gate) {
    if (Asked.system(request).startsWith("You write.")) {
      Asked.await(gate);
      return says("Once upon a time.");
    }
    return switch (Asked.of(request)) {
      case BY_THE_USER -> calls(call("c1", "agent-writer", "{\"prompt\":\"a tale\"}"));
      case TO_GO_ON -> says("It is being written.");
      case TO_REACT -> says("There it is.");
    };
  }

  @Test
  void anErrorInMidStreamIsToldAndEndsTheRun() {
    try (OpenAiServer model =
            OpenAiServer.answering(_ -> new ScriptedReply.FailsAfter("Well, I", "overloaded"));
        ToolServer tools = new ToolServer();
        Stage stage = Stage.open()) {
      stage.agentWorker(Roles.definition(Asked.host(model, tools.tool("lookup"))));
      stage.materializer();

      EventStream stream = stage.gateway().untilIdle("host", "hello");
      Transcript said = stream.awaitEnd();

      assertThat(stream.status()).isEqualTo(200);
      assertThat(said.ownTypes())
          .isEqualTo("start step-start text-start text-delta text-end error finish ");
      assertThat(said.texts()).containsExactly("Well, I");
      assertThat(said.only("error").at("/payload/error/message").asText()).contains("overloaded");
      assertThat(said.only("finish").at("/payload/stepResult/reason").asText()).isEqualTo("error");
    }
  }

  private static String deltasOf(Transcript said, String toolCallId) {
    return said.all("tool-call-delta").stream()
        .map(chunk -> chunk.path("payload"))
        .filter(payload -> payload.path("toolCallId").asText().equals(toolCallId))
        .map(payload -> payload.path("argsTextDelta").asText())
        .collect(Collectors.joining());
  }

  /** What a model was told that a call came to. */
  private static String resultOf(JsonNode request, String toolCallId) {
    List<String> results =
        request.path("messages").findParents("tool_call_id").stream()
            .filter(message -> message.path("tool_call_id").asText().equals(toolCallId))
            .map(message -> message.path("content").asText())
            .toList();
    assertThat(results).hasSize(1);
    return results.getFirst();
  }
}
