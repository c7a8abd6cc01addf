package io.offstage.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import io.offstage.agent.memory.JsonText;
import java.util.Optional;

/** A small value that satisfies a simple JSON Schema; its first text is what the model says. */
final class DemoObject {

  private String text;

  private DemoObject(String text) {
    this.text = text;
  }

  /** What a request wants in place of a text, if it does. */
  static Optional<String> saying(String text, ChatRequest request) {
    ResponseFormat format = request.responseFormat();
    return format != null
            && format.jsonSchema() != null
            && format.jsonSchema().rootElement() instanceof JsonRawSchema raw
        ? Optional.of(JsonText.write(new DemoObject(text).of(JsonText.tree(raw.schema()))))
        : Optional.empty();
  }

  private JsonNode of(JsonNode schema) {
    if (schema.has("const") || schema.path("enum").has(0)) {
      return schema.has("const") ? schema.path("const") : schema.path("enum").path(0);
    }
    return switch (schema.path("type").asText("object")) {
      case "string" -> said();
      case "number", "integer" -> JsonText.tree(schema.path("minimum").asText("1"));
      case "boolean" -> JsonText.tree("true");
      case "array" -> JsonText.tree("[]");
      case "null" -> JsonText.tree("null");
      default -> {
        ObjectNode object = JsonText.object();
        schema
            .path("properties")
            .properties()
            .forEach(p -> object.set(p.getKey(), of(p.getValue())));
        yield object;
      }
    };
  }

  private JsonNode said() {
    String first = text;
    text = "demo";
    return JsonText.object().textNode(first);
  }
}
