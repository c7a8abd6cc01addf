package io.offstage.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.offstage.agent.definition.ModelChoice;
import io.offstage.agent.definition.ModelDefinition;
import io.offstage.agent.definition.ModelDefinition.Kind;
import io.offstage.agent.definition.ModelDefinition.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a model of Anthropic's is asked for an answer that satisfies a schema. */
class AnthropicAnswersTest {

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"minLength\":2}},\"required\":[\"city\"],\"additionalProperties\":false}";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ModelCaller caller =
      new ModelCaller(new Models(Map.of(), TIMEOUT), TIMEOUT, Duration.ofMillis(1));

  private ModelReply ask(AnthropicServer server, String schema) throws Exception {
    ModelDefinition model =
        new ModelDefinition(
            Kind.ANTHROPIC, "anthropic", "m", server.baseUrl(), null, Sampling.DEFAULT);
    ChatRequest request =
        ChatRequest.builder()
            .messages(List.of(UserMessage.from("Where?")))
            .responseFormat(
                ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(
                        JsonSchema.builder()
                            .name("answer")
                            .rootElement(JsonRawSchema.from(schema))
                            .build())
                    .build())
            .build();
    return caller.ask(
        new ModelChoice(List.of(model), List.of(), 0), "turn", request, Set.of(), _ -> {});
  }

  private static boolean hasFormat(JsonNode request) {
    return request.path("output_config").has("format");
  }

  @Test
  void theSchemaOfAnObjectIsHandedOnAsItStands() throws Exception {
    try (AnthropicServer server = new AnthropicServer(_ -> true, "{\"city\":\"Ulm\"}")) {
      ModelReply reply = ask(server, SCHEMA);

      assertThat(reply.text()).isEqualTo("{\"city\":\"Ulm\"}");
      JsonNode format = server.requests().getFirst().at("/output_config/format");
      assertThat(format.path("type").asText()).isEqualTo("json_schema");
      assertThat(format.at("/schema/properties/city/minLength").asInt()).isEqualTo(2);
      assertThat(format.at("/schema/required/0").asText()).isEqualTo("city");
      assertThat(format.at("/schema/additionalProperties").asBoolean(true)).isFalse();
      assertThat(server.requests().getFirst().has("system")).isFalse();
    }
  }

  @Test
  void aModelThatRefusesItIsAskedInWordsThenAndFromThenOn() throws Exception {
    try (AnthropicServer server = new AnthropicServer(r -> !hasFormat(r), "{\"city\":\"Ulm\"}")) {
      assertThat(ask(server, SCHEMA).text()).isEqualTo("{\"city\":\"Ulm\"}");
      ask(server, SCHEMA);

      assertThat(server.requests())
          .extracting(AnthropicAnswersTest::hasFormat)
          .containsExactly(true, false, false);
      assertThat(server.requests().getLast().path("system").toString()).contains("minLength");
    }
  }

  @Test
  void aSchemaThatWouldLoseSomethingIsAskedForInWords() throws Exception {
    try (AnthropicServer server = new AnthropicServer(_ -> true, "[]")) {
      ask(server, "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}");

      assertThat(hasFormat(server.requests().getFirst())).isFalse();
      assertThat(server.requests().getFirst().path("system").toString()).contains("array");
    }
  }
}
