package io.offstage.agent.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.offstage.task.RawJson;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tools as models are told of them; each property's schema goes out as it stands. */
public final class ToolSchemas {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** What is handed on of an object, or says nothing about it. */
  private static final Set<String> OF_OBJECT =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "$defs",
          "title",
          "description");

  private ToolSchemas() {}

  /**
   * A tool as a model is told of it.
   *
   * @param inputSchema a JSON Schema of an object
   */
  public static ToolSpecification specification(
      String name, String description, RawJson inputSchema) {
    return ToolSpecification.builder()
        .name(name)
        .description(description)
        .parameters(object(parse(inputSchema.text())))
        .build();
  }

  /** An answer's schema as one of an object; empty if it would lose something by that. */
  static Optional<JsonObjectSchema> object(String schema) {
    JsonNode root = parse(schema);
    boolean isPlain =
        root.path("type").asText().equals("object")
            && root.propertyStream().allMatch(field -> OF_OBJECT.contains(field.getKey()));
    return isPlain ? Optional.of(object(root)) : Optional.empty();
  }

  private static JsonObjectSchema object(JsonNode schema) {
    JsonObjectSchema.Builder parameters =
        JsonObjectSchema.builder().addProperties(elements(schema.path("properties")));
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(field -> required.add(field.asText()));
    parameters.required(required);
    if (schema.path("additionalProperties").isBoolean()) {
      parameters.additionalProperties(schema.path("additionalProperties").booleanValue());
    }
    if (schema.has("$defs")) {
      parameters.definitions(elements(schema.path("$defs")));
    }
    return parameters.build();
  }

  private static Map<String, JsonSchemaElement> elements(JsonNode schemas) {
    Map<String, JsonSchemaElement> out = new LinkedHashMap<>();
    schemas
        .properties()
        .forEach(
            property ->
                out.put(property.getKey(), JsonRawSchema.from(property.getValue().toString())));
    return out;
  }

  private static JsonNode parse(String schema) {
    try {
      return MAPPER.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
