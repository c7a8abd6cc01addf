package io.offstage.cli.path;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.model.OpenAiServer;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two calls of one step whose key takes one: what the model and the stream see of the second. */
class BackpressureStreamTest {

  @Test
  void withQueueBothAreAcknowledged() {
    Transcript said = twoCalls("queue", tools -> {});

    assertThat(said.tasks()).hasSize(2);
    assertThat(said.all("tool-error")).isEmpty();
    assertThat(said.all("tool-result")).allMatch(BackpressureStreamTest::isAck);
  }

  @Test
  void withRejectTheSecondIsAToolErrorAndNoTask() {
    Transcript said = twoCalls("reject", tools -> {});

    assertThat(said.tasks()).hasSize(1);
    assertThat(said.only("background-task-started").at("/payload/toolCallId").asText())
        .isEqualTo("c1");
    assertThat(isAck(said.only("tool-result"))).isTrue();
    JsonNode error = said.only("tool-error");
    assertThat(error.at("/payload/toolCallId").asText()).isEqualTo("c2");
    assertThat(error.at("/payload/error/message").asText())
        .contains("was rejected", "limit of 1", "backpressure: reject");
    assertThat(said.all("background-task-failed")).isEmpty();
    assertThat(said.at("tool-error", 0)).isLessThan(said.at("step-finish", 0));
  }

  @Test
  void withFallbackTheSecondIsCarriedOutInTheStep() {
    Transcript said =
        twoCalls(
            "fallback-sync",
            tools -> {
              Awaitility.await()
                  .atMost(Duration.ofSeconds(60))
                  .until(() -> tools.calls().size() == 2);
              tools.open();
            });

    assertThat(said.tasks()).hasSize(1);
    assertThat(said.all("tool-error")).isEmpty();
    assertThat(said.all("tool-result")).hasSize(2);
    JsonNode inline = said.all("tool-result").getLast();
    assertThat(inline.at("/payload/toolCallId").asText()).isEqualTo("c2");
    assertThat(inline.at("/payload/result/found/q").asInt()).isEqualTo(2);
    assertThat(said.all("background-task-failed")).isEmpty();
  }

  private static Transcript twoCalls(String backpressure, Consumer<ToolServer> meanwhile) {
    try (ToolServer tools = new ToolServer();
        OpenAiServer model =
            OpenAiServer.answering(
                request ->
                    switch (Asked.of(request)) {
                      case BY_THE_USER ->
                          calls(
                              call("c1", "lookup", "{\"q\":1}"), call("c2", "lookup", "{\"q\":2}"));
                      case TO_GO_ON, TO_REACT -> says("So be it.");
                    });
        Stage stage = Stage.open("pools.tools.key-concurrency=1")) {
      Definition definition =
          Roles.definition(
              Asked.host(model, tools.tool("lookup"))
                  + "backgroundTasks: {backpressure: "
                  + backpressure
                  + "}\n");
      Api api = stage.serving(definition);
      EventStream stream = api.stream("/agents/host/stream", Api.question("look both up"));
      meanwhile.accept(tools);
      Transcript said = stream.awaitEnd();
      assertThat(said.all("finish")).hasSize(1);
      return said;
    }
  }

  private static boolean isAck(JsonNode result) {
    return result.at("/payload/result").asText().startsWith("Background task started.");
  }
}
