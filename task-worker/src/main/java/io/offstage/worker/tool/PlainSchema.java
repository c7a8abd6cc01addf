package io.offstage.worker.tool;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The input schema of a tool that asks for nothing but an object whose fields have simple types, as
 * most do: what satisfies it is known from reading it once. Says nothing about what does not: the
 * validator finds the words for that.
 *
 * @param fields the tokens a field's value may be; one that is not named here may be anything
 * @param required names
 * @param closed whether there may be no other fields
 */
record PlainSchema(Map<String, Set<JsonToken>> fields, Set<String> required, boolean closed) {

  private static final Set<String> REMARKS =
      Set.of("title", "description", "default", "examples", "$comment", "deprecated");
  private static final Set<JsonToken> ANYTHING = EnumSet.allOf(JsonToken.class);

  /** The schema, or null if it asks for more. */
  static @Nullable PlainSchema of(RawJson inputSchema) throws IOException {
    JsonNode schema = ToolJson.MAPPER.readTree(inputSchema.text());
    if (!schema.path("type").asText().equals("object") || !schema.isObject()) {
      return null;
    }
    Map<String, Set<JsonToken>> fields = new HashMap<>();
    Set<String> required = new HashSet<>();
    boolean closed = false;
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      JsonNode value = keyword.getValue();
      switch (keyword.getKey()) {
        case "type" -> {}
        case "properties" -> {
          for (Map.Entry<String, JsonNode> field : value.properties()) {
            Set<JsonToken> tokens = tokens(field.getValue());
            if (tokens == null) {
              return null;
            }
            fields.put(field.getKey(), tokens);
          }
        }
        case "required" -> value.forEach(name -> required.add(name.asText()));
        case "additionalProperties" -> {
          if (!value.isBoolean()) {
            return null;
          }
          closed = !value.asBoolean();
        }
        default -> {
          if (!REMARKS.contains(keyword.getKey())) {
            return null;
          }
        }
      }
    }
    return new PlainSchema(fields, required, closed);
  }

  /** What the value of a field may be; null where that depends on more than its first token. */
  private static @Nullable Set<JsonToken> tokens(JsonNode schema) {
    if (!schema.isObject()) {
      return null;
    }
    Set<JsonToken> tokens = ANYTHING;
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      if (keyword.getKey().equals("type")) {
        tokens = EnumSet.noneOf(JsonToken.class);
        for (JsonNode type : keyword.getValue().isArray() ? keyword.getValue() : one(schema)) {
          add(tokens, type.asText());
        }
      } else if (!REMARKS.contains(keyword.getKey())) {
        return null;
      }
    }
    return tokens;
  }

  private static Iterable<JsonNode> one(JsonNode schema) {
    return Set.of(schema.path("type"));
  }

  /** A number such as 3.0 is left to the validator where an integer is wanted. */
  private static void add(Set<JsonToken> tokens, String type) {
    switch (type) {
      case "string" -> tokens.add(JsonToken.VALUE_STRING);
      case "integer" -> tokens.add(JsonToken.VALUE_NUMBER_INT);
      case "number" -> {
        tokens.add(JsonToken.VALUE_NUMBER_INT);
        tokens.add(JsonToken.VALUE_NUMBER_FLOAT);
      }
      case "boolean" -> {
        tokens.add(JsonToken.VALUE_TRUE);
        tokens.add(JsonToken.VALUE_FALSE);
      }
      case "null" -> tokens.add(JsonToken.VALUE_NULL);
      case "array" -> tokens.add(JsonToken.START_ARRAY);
      case "object" -> tokens.add(JsonToken.START_OBJECT);
      default -> {}
    }
  }

  /**
   * Whether these arguments certainly satisfy the schema, and can be carried in records; false
   * where that takes a closer look.
   */
  boolean accepts(RawJson args) {
    try (JsonParser parser = ToolJson.CHECKING.createParser(args.text())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      Set<String> seen = HashSet.newHashSet(required.size());
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        Set<JsonToken> allowed = fields.get(name);
        JsonToken token = parser.nextToken();
        if (allowed == null ? closed : !allowed.contains(token)) {
          return false;
        }
        if (required.contains(name) && !seen.add(name)) {
          return false;
        }
        parser.skipChildren();
        parser.finishToken();
      }
      return seen.size() == required.size() && parser.nextToken() == null;
    } catch (IOException _) {
      return false;
    }
  }
}
