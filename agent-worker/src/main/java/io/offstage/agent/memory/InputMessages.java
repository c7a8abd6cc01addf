package io.offstage.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages a run is started with: a string, or an array of strings, of {@code {role, content}}
 * with text or parts, or of messages in the stored format.
 */
public final class InputMessages {

  private InputMessages() {}

  /**
   * The messages, in order.
   *
   * @throws IllegalArgumentException when there is nothing to say, naming what is wrong
   */
  public static List<Said> read(JsonNode messages) {
    List<Said> out = new ArrayList<>();
    if (messages instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        out.add(one(array.get(i), "messages[" + i + "]"));
      }
    } else {
      out.add(one(messages, "messages"));
    }
    if (out.isEmpty()) {
      throw new IllegalArgumentException("messages: is empty");
    }
    return out;
  }

  private static Said one(JsonNode message, String where) {
    if (message.isTextual()) {
      return new Said("user", MessageContent.ofUser(message.textValue()));
    }
    if (!message.isObject()) {
      throw new IllegalArgumentException(where + ": must be a string or {role, content}");
    }
    String role = message.path("role").asText("user");
    if (!List.of("user", "assistant", "system").contains(role)) {
      throw new IllegalArgumentException(
          where + ".role: must be user, assistant or system, was \"" + role + "\"");
    }
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return new Said(role, MessageContent.ofUser(content.textValue()));
    }
    if (content.path("parts").isArray()) {
      return new Said(role, JsonText.write(content));
    }
    JsonNode parts = content.isArray() ? content : message.path("parts");
    if (parts.isArray()) {
      return new Said(role, ofParts((ArrayNode) parts));
    }
    throw new IllegalArgumentException(where + ".content: is required");
  }

  private static String ofParts(ArrayNode parts) {
    ObjectNode content = JsonText.object().put("format", 2);
    content.set("parts", parts);
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      if (part.path("type").asText().equals("text")) {
        text.append(part.path("text").asText());
      }
    }
    return JsonText.write(content.put("content", text.toString()));
  }
}
