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
import io.offstage.agent.memory.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  private static final String DELEGATE = "agent-";

  private DemoTools() {}

  /**
   * What a message makes it call. A message that names one of docker-agent's tools for delegating
   * calls that, once for each agent it names, and no agent directly.
   */
  static List<DemoAnswer.Call> calls(List<ToolSpecification> tools, String message) {
    List<ToolSpecification> meant = tools.stream().filter(t -> isAbout(t, message)).toList();
    boolean delegates = meant.stream().anyMatch(t -> Delegation.ofName(t.name()).isPresent());
    List<DemoAnswer.Call> calls = new ArrayList<>();
    for (ToolSpecification tool : meant) {
      if (Delegation.ofName(tool.name()).isPresent()) {
        delegations(tool, message).forEach(args -> calls.add(call(tool, args)));
      } else if (!delegates || !tool.name().startsWith(DELEGATE)) {
        calls.add(call(tool, arguments(tool, message)));
      }
    }
    return calls;
  }

  private static DemoAnswer.Call call(ToolSpecification tool, ObjectNode arguments) {
    return new DemoAnswer.Call(tool.name(), arguments.toString());
  }

  /** The arguments for each agent that the message names, or for the first there is. */
  private static List<ObjectNode> delegations(ToolSpecification tool, String message) {
    ObjectNode arguments = arguments(tool, message);
    List<String> said = words(message);
    List<ObjectNode> each = new ArrayList<>();
    JsonSchemaElement property = tool.parameters().properties().get("agent");
    JsonNode names = property == null ? MAPPER.createArrayNode() : schema(property).path("enum");
    for (JsonNode agent : names) {
      if (said.containsAll(words(agent.asText()))) {
        each.add(arguments.deepCopy().set("agent", agent));
      }
    }
    return each.isEmpty() ? List.of(arguments) : each;
  }

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

  /**
   * Arguments that satisfy simple schemas; strings are the message. What a JSON object in the
   * message says goes before.
   */
  private static ObjectNode arguments(ToolSpecification tool, String message) {
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
    said(message).ifPresent(said -> args.setAll(said));
    return args;
  }

  /** The JSON object from the message's first brace to its last, if there is one. */
  private static Optional<ObjectNode> said(String message) {
    int from = message.indexOf('{');
    int to = message.lastIndexOf('}');
    return from < 0 || to < from
        ? Optional.empty()
        : JsonText.objectIn(message.substring(from, to + 1));
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

  static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toList());
  }
}
