package io.offstage.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.Incoming.CallResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the messages a run is started with: a string, or an array of strings, of {@code {role,
 * content}} with text or parts, or of messages in the stored format. A message of role {@code tool}
 * brings results of calls: {@code {type: "tool-result", toolCallId, result | output: {value}}}.
 */
public final class InputMessages {

  private static final List<String> ROLES = List.of("user", "assistant", "system", "tool");

  private InputMessages() {}

  /**
   * The messages, in order.
   *
   * @throws IllegalArgumentException when there is nothing to say, naming what is wrong
   */
  public static Incoming read(JsonNode messages) {
    List<Said> said = new ArrayList<>();
    List<CallResult> results = new ArrayList<>();
    if (messages instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        one(array.get(i), "messages[" + i + "]", said, results);
      }
    } else {
      one(messages, "messages", said, results);
    }
    if (said.isEmpty() && results.isEmpty()) {
      throw new IllegalArgumentException("messages: is empty");
    }
    return settled(said, results);
  }

  /** Results of calls that stand among the messages stand with them. */
  private static Incoming settled(List<Said> said, List<CallResult> results) {
    List<Said> messages = new ArrayList<>(said);
    List<CallResult> rest = new ArrayList<>();
    for (CallResult one : results) {
      boolean isThere =
          messages.stream()
              .anyMatch(m -> MessageContent.toolCallIds(m.content()).contains(one.toolCallId()));
      if (!isThere) {
        rest.add(one);
      }
      messages.replaceAll(
          m ->
              new Said(
                  m.role(),
                  MessageContent.withResult(m.content(), one.toolCallId(), one.result())));
    }
    return new Incoming(messages, rest);
  }

  private static void one(
      JsonNode message, String where, List<Said> said, List<CallResult> results) {
    if (message.isTextual()) {
      said.add(new Said("user", MessageContent.ofUser(message.textValue())));
      return;
    }
    if (!message.isObject()) {
      throw new IllegalArgumentException(where + ": must be a string or {role, content}");
    }
    String role = message.path("role").asText("user");
    if (!ROLES.contains(role)) {
      throw new IllegalArgumentException(
          where + ".role: must be user, assistant, system or tool, was \"" + role + "\"");
    }
    if (role.equals("tool")) {
      results(message.path("content"), where, results);
    } else {
      said.add(new Said(role, content(message, where)));
    }
  }

  private static String content(JsonNode message, String where) {
    JsonNode content = message.path("content");
    if (content.isTextual() && !message.path("parts").isArray()) {
      return MessageContent.ofUser(content.textValue());
    }
    if (content.path("parts").isArray()) {
      return JsonText.write(content);
    }
    JsonNode parts = content.isArray() ? content : message.path("parts");
    if (parts.isArray()) {
      return ofParts((ArrayNode) parts);
    }
    throw new IllegalArgumentException(where + ".content: is required");
  }

  private static void results(JsonNode content, String where, List<CallResult> results) {
    for (JsonNode part : content) {
      String id = part.path("toolCallId").asText();
      if (id.isEmpty() || !(part.has("result") || part.has("output"))) {
        throw new IllegalArgumentException(
            where + ".content: must be an array of {type: \"tool-result\", toolCallId, result}");
      }
      JsonNode output = part.path("output");
      JsonNode value = part.has("result") ? part.path("result") : output.path("value");
      boolean isError =
          part.path("isError").asBoolean(false)
              || output.path("type").asText().startsWith("error-");
      results.add(new CallResult(id, new ToolResult(JsonText.raw(value), isError)));
    }
  }

  private static String ofParts(ArrayNode given) {
    ObjectNode content = JsonText.object().put("format", 2);
    ArrayNode parts = content.putArray("parts");
    StringBuilder text = new StringBuilder();
    for (JsonNode part : given) {
      switch (part.path("type").asText()) {
        case "text" -> {
          text.append(part.path("text").asText());
          parts.add(part);
        }
        case "tool-call" -> parts.add(call(part));
        default -> parts.add(part);
      }
    }
    return JsonText.write(content.put("content", text.toString()));
  }

  /** A call in the form that messages of models' own SDKs have. */
  private static ObjectNode call(JsonNode part) {
    ObjectNode out = JsonText.object().put("type", "tool-invocation");
    out.putObject("toolInvocation")
        .put("state", "call")
        .put("toolCallId", part.path("toolCallId").asText())
        .put("toolName", part.path("toolName").asText())
        .set("args", part.has("args") ? part.path("args") : part.path("input"));
    return out;
  }
}
