package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ResultInjectionTest {

  @Test
  void aResultThatComesWhenTheRunIsGoneTakesThePlaceOfTheAcknowledgement() {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    switch (Asked.of(request)) {
                      case BY_THE_USER -> calls(call("c1", "lookup", "{\"q\":1}"));
                      case TO_GO_ON -> says("It is on its way.");
                      case TO_REACT -> says("Nobody asked me.");
                    });
        Stage stage = Stage.open()) {
      Definition definition = Roles.definition(Asked.host(model, tools.tool("lookup")));
      Api api = stage.serving(definition);

      Transcript said = api.stream("/agents/host/stream", Api.question("look it up")).awaitEnd();
      String task = said.tasks().getFirst();
      JsonNode before = callIn(api.messages());
      tools.open();

      assertThat(said.ownTypes())
          .endsWith("step-start text-start text-delta text-end step-finish finish ");
      assertThat(said.all("finish")).hasSize(1);
      assertThat(said.all("background-task-completed")).isEmpty();
      assertThat(before.path("toolCallId").asText()).isEqualTo("c1");
      assertThat(before.path("result").asText()).contains("Task ID: " + task);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> callIn(api.messages()).path("result").has("found"));
      assertThat(callIn(api.messages()))
          .isEqualTo(
              Api.json(
                  """
                  {"state":"result","toolCallId":"c1","toolName":"lookup","args":{"q":1},
                   "result":{"found":{"q":1}}}
                  """));
      JsonNode note = messageWithCall(api.messages()).at("/content/metadata/backgroundTasks/c1");
      assertThat(note.path("taskId").asText()).isEqualTo(task);
      assertThat(note.has("startedAt")).isTrue();
      assertThat(note.has("completedAt")).isTrue();
      assertThat(api.messages()).hasSize(3);
      assertThat(model.requests()).hasSize(2);
    }
  }

  private static JsonNode messageWithCall(JsonNode messages) {
    List<JsonNode> found =
        messages.valueStream().filter(message -> !callsIn(message).isEmpty()).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static JsonNode callIn(JsonNode messages) {
    List<JsonNode> calls = callsIn(messageWithCall(messages));
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }

  private static List<JsonNode> callsIn(JsonNode message) {
    return message.at("/content/parts").findValues("toolInvocation");
  }
}
