package io.offstage.agent.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.offstage.agent.background.CallOverride;
import io.offstage.agent.background.ControlTool;
import io.offstage.agent.background.Delegation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the built-in model chooses tools, and what it gives them. */
final class DemoTools {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int SHORTEST_TELLING_WORD = 6;
  private static final Set<String> SAY_NOTHING =
      Set.of(
          "about",
          "agent",
          "another",
          "answer",
          "answers",
          "background",
          "delegates",
          "everything",
          "called",
          "please",
          "question",
          "result",
          "results",
          "return",
          "returns",
          "something",
          "string",
          "takes",
          "tool",
          "user",
          "with",
          "which",
          "current",
          "given");

  private DemoTools() {}

  /**
   * Whether a message is about a tool: all words of its name, or, unless it is one that every agent
   * has, a telling one of what it does.
   */
  static boolean isAbout(ToolSpecification tool, String message) {
    Set<String> said = Set.copyOf(words(message));
    List<String> name = words(tool.name()).stream().filter(word -> !word.equals("agent")).toList();
    if (!name.isEmpty() && said.containsAll(name)) {
      return true;
    }
    String description = tool.description();
    return description != null
        && ControlTool.ofName(tool.name()).isEmpty()
        && Delegation.ofName(tool.name()).isEmpty()
        && words(description).stream()
            .filter(word -> word.length() >= SHORTEST_TELLING_WORD && !SAY_NOTHING.contains(word))
            .anyMatch(said::contains);
  }

  /** Arguments that satisfy simple schemas; strings are the message. */
  static String arguments(ToolSpecification tool, String message) {
    ObjectNode args = MAPPER.createObjectNode();
    JsonObjectSchema parameters = tool.parameters();
    if (parameters != null && parameters.properties() != null) {
      parameters
          .properties()
          .forEach(
              (name, schema) -> {
                if (!name.equals(CallOverride.ARGUMENT)) {
                  args.set(name, value(schema, message));
                }
              });
    }
    return args.toString();
  }

  private static @Nullable JsonNode value(JsonSchemaElement element, String message) {
    JsonNode schema = schema(element);
    JsonNode first = schema.path("enum").path(0);
    if (!first.isMissingNode()) {
      return first;
    }
    return switch (schema.path("type").asText()) {
      case "integer", "number" -> MAPPER.getNodeFactory().numberNode(number(message));
      case "boolean" -> MAPPER.getNodeFactory().booleanNode(false);
      case "array" -> MAPPER.createArrayNode();
      case "object" -> MAPPER.createObjectNode();
      default -> MAPPER.getNodeFactory().textNode(message.strip());
    };
  }

  /** The first number in the message, else 1. */
  private static int number(String message) {
    return words(message).stream()
        .filter(word -> word.length() <= 6 && word.chars().allMatch(Character::isDigit))
        .findFirst()
        .map(Integer::parseInt)
        .orElse(1);
  }

  private static JsonNode schema(JsonSchemaElement element) {
    try {
      return element instanceof JsonRawSchema raw
          ? MAPPER.readTree(raw.schema())
          : MAPPER.createObjectNode();
    } catch (JsonProcessingException e) {
      return MAPPER.createObjectNode();
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toList());
  }
}
