package io.offstage.agent.run;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.model.OpenAiServer;
import io.offstage.task.MemoryScope;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers of a given form, tools of the client's, and how a request settles them. */
class AnswersTest {

  private static final String PERSON =
      """
      {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["name","age"],
       "properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":18}}}\
      """;

  private static final String AS_PERSON =
      "{\"structuredOutput\":{\"schema\":%s}}".formatted(PERSON);

  private static final String WITH_MAP =
      """
      {"clientTools":{"show_map":{"id":"show_map","description":"Shows a map","inputSchema":
      {"type":"object","properties":{"city":{"type":"string"}}}}}}\
      """;

  @AutoClose private static final RunFixture fixture = new RunFixture();

  @AutoClose private final ScriptedHost host = new ScriptedHost(fixture);

  /** A request of the same thread that goes on behind what a client's tool has done. */
  private SimulatedEngine next(OpenAiServer server, String messages) {
    return new SimulatedEngine(RunFixture.start(host.thread, "", messages), host.runs(server));
  }

  @Test
  void anAnswerOfTheFormThatWasAskedForIsAValue() throws Exception {
    OpenAiServer server = host.server(_ -> says("```json\n{\"name\":\"Ada\",\"age\":36}\n```"));
    SimulatedEngine engine = host.engine(server, AS_PERSON);

    JsonNode result = RunOutput.result(engine.run());

    assertThat(result.path("object")).isEqualTo(JsonText.tree("{\"name\":\"Ada\",\"age\":36}"));
    assertThat(RunOutput.types(engine.output()))
        .endsWith("text-end", "object-result", "step-finish", "finish");
    assertThat(RunOutput.first("object-result", engine.output()).path("object"))
        .isEqualTo(result.path("object"));
    JsonNode format = server.requests().getFirst().path("response_format");
    assertThat(format.path("type").asText()).isEqualTo("json_schema");
    assertThat(format.at("/json_schema/schema/properties/age/minimum").asInt()).isEqualTo(18);
  }

  @Test
  void anAnswerOfAnotherFormIsAskedForOnceMore() throws Exception {
    OpenAiServer server =
        host.server(
            request ->
                request.toString().contains("does not satisfy the JSON Schema")
                    ? says("{\"name\":\"Ada\",\"age\":36}")
                    : says("{\"name\":\"Ada\",\"age\":3}"));
    SimulatedEngine engine = host.engine(server, AS_PERSON);

    assertThat(RunOutput.result(engine.run()).at("/object/age").asInt()).isEqualTo(36);

    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().getLast().toString()).contains("/age: ");
    assertThat(fixture.messages(host.thread)).hasSize(3);
    assertThat(String.join("", fixture.messages(host.thread))).doesNotContain("does not satisfy");
  }

  @Test
  void whoeverNeverAnswersAsAskedEndsTheRunWithAnError() throws Exception {
    OpenAiServer server = host.server(_ -> says("Ada, 36"));
    SimulatedEngine engine = host.engine(server, AS_PERSON);

    JsonNode result = RunOutput.result(engine.run());

    assertThat(server.requests()).hasSize(2);
    assertThat(result.path("finishReason").asText()).isEqualTo("error");
    assertThat(result.has("object")).isFalse();
    assertThat(RunOutput.types(engine.output())).endsWith("step-finish", "error", "finish");
    assertThat(RunOutput.first("error", engine.output()).at("/payload/error/name").asText())
        .isEqualTo("InvalidStructuredOutput");
  }

  @Test
  void toolsAreCalledBeforeTheAnswer() throws Exception {
    OpenAiServer server =
        host.callingAndSaying("{\"name\":\"noon\",\"age\":99}", call("c1", "clock", "{}"));

    assertThat(RunOutput.result(host.engine(server, AS_PERSON).run()).at("/object/name").asText())
        .isEqualTo("noon");
  }

  @Test
  void theBuiltInModelAnswersInTheFormThatWasAskedFor() throws Exception {
    SimulatedEngine engine =
        new SimulatedEngine(
            RunFixture.start(host.thread, "Who is it?", AS_PERSON),
            fixture.runs(RunFixture.demo(), AgentBackground.SILENT, List.of()));

    JsonNode result = RunOutput.result(engine.run());

    assertThat(result.at("/object/name").asText()).contains("demo model");
    assertThat(result.at("/object/age").asInt()).isEqualTo(18);
  }

  @Test
  void whatIsNoSchemaIsRefused() throws Exception {
    SimulatedEngine engine =
        host.engine(host.server(_ -> says("unheard")), "{\"output\":{\"type\":\"person\"}}");

    assertThat(((TaskState.Failed) engine.run()).error().message())
        .startsWith("structuredOutput.schema: not a JSON Schema");
  }

  @Test
  void aCallOfTheClientsToolEndsTheRunAndTheNextRequestBringsItsResult() throws Exception {
    OpenAiServer server =
        host.callingAndSaying(
            "You see it.",
            call("m1", "show_map", "{\"city\":\"Bonn\"}"),
            call("m2", "clock", "{}"));
    SimulatedEngine first = host.engine(server, WITH_MAP);

    JsonNode handed = RunOutput.result(first.run());

    assertThat(handed.path("finishReason").asText()).isEqualTo("tool-calls");
    assertThat(RunOutput.types(first.output())).endsWith("tool-result", "step-finish", "finish");
    assertThat(RunOutput.first("finish", first.output()).at("/payload/stepResult/reason").asText())
        .isEqualTo("tool-calls");
    assertThat(server.requests().getFirst().path("tools").toString()).contains("Shows a map");
    SimulatedEngine second =
        next(
            server,
            """
            {"messages":[{"role":"tool","content":[{"type":"tool-result","toolCallId":"m1",
            "toolName":"show_map","result":{"shown":true}}]}]}\
            """);

    assertThat(RunOutput.result(second.run()).path("text").asText()).isEqualTo("You see it.");

    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().getLast().path("messages").toString())
        .contains("{\\\"shown\\\":true}", "noon");
    assertThat(fixture.messages(host.thread)).hasSize(3);
  }

  @Test
  void aClientThatSaysTheWholeMessageAgainIsUnderstoodToo() throws Exception {
    OpenAiServer server = host.callingAndSaying("You see it.", call("m1", "show_map", "{}"));
    host.engine(server, WITH_MAP).run();
    SimulatedEngine next =
        next(
            server,
            """
            {"messages":[{"role":"assistant","parts":[{"type":"tool-invocation","toolInvocation":
            {"state":"result","toolCallId":"m1","toolName":"show_map","args":{},"result":"ok"}}]}]}\
            """);

    RunOutput.result(next.run());

    assertThat(fixture.messages(host.thread)).hasSize(3);
    assertThat(fixture.messages(host.thread).get(1)).contains("\"result\":\"ok\"");
  }

  @Test
  void withoutMemoryTheClientBringsTheWholeConversation() throws Exception {
    OpenAiServer server = host.server(_ -> says("You see it."));
    TaskStart start =
        RunFixture.start(
            MemoryScope.NONE,
            "",
            """
            {"messages":[{"role":"user","content":"go"},
            {"role":"assistant","content":[{"type":"tool-call","toolCallId":"m1","toolName":"show_map","args":{}}]},
            {"role":"tool","content":[{"type":"tool-result","toolCallId":"m1","output":{"type":"text","value":"ok"}}]}]}\
            """);

    RunOutput.result(new SimulatedEngine(start, host.runs(server)).run());

    JsonNode messages = server.requests().getFirst().path("messages");
    assertThat(messages.path(3).path("role").asText()).isEqualTo("tool");
    assertThat(messages.path(3).path("content").asText()).isEqualTo("ok");
  }

  @Test
  void theFirstCallGoesByTheChoiceOfToolsAndAllByTheSettings() throws Exception {
    OpenAiServer server = host.callingAndSaying("It is noon.", call("c1", "clock", "{}"));
    String more =
        """
        {"toolChoice":{"type":"tool","toolName":"clock"},"modelSettings":{"temperature":0.5,"topP":0.9,
        "topK":7,"frequencyPenalty":0.1,"presencePenalty":0.2,"maxTokens":100,"stopSequences":["END"]}}\
        """;

    RunOutput.result(host.engine(server, more).run());

    JsonNode first = server.requests().getFirst();
    assertThat(first.path("tool_choice").asText()).isEqualTo("required");
    assertThat(first.path("tools")).hasSize(1);
    assertThat(first.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(first.path("frequency_penalty").asDouble()).isEqualTo(0.1);
    assertThat(first.path("stop").toString()).isEqualTo("[\"END\"]");
    assertThat(server.requests().getLast().has("tool_choice")).isFalse();
    assertThat(server.requests().getLast().path("top_p").asDouble()).isEqualTo(0.9);
  }
}
