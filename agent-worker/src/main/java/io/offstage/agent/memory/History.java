package io.offstage.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.offstage.task.RawJson;
import java.util.ArrayList;
import java.util.List;

/** Messages as a model sees them. */
public final class History {

  /** What stands for a result that never came: providers refuse a call without one. */
  static final String NO_RESULT = "This call was cut off; it has no result.";

  private History() {}

  public static List<ChatMessage> forModel(List<Said> messages) {
    List<ChatMessage> out = new ArrayList<>();
    for (Said message : messages) {
      JsonNode content = JsonText.tree(message.content());
      switch (message.role()) {
        case "assistant" -> assistant(content, out);
        case "system" -> out.add(SystemMessage.from(content.path("content").asText()));
        default -> user(content, out);
      }
    }
    return out;
  }

  private static void user(JsonNode content, List<ChatMessage> out) {
    List<Content> parts = new ArrayList<>();
    for (JsonNode part : content.path("parts")) {
      switch (part.path("type").asText()) {
        case "text" -> parts.add(TextContent.from(part.path("text").asText()));
        case "image" -> parts.add(ImageContent.from(part.path("image").asText()));
        default -> {}
      }
    }
    parts.removeIf(part -> part instanceof TextContent text && text.text().isBlank());
    if (!parts.isEmpty()) {
      out.add(UserMessage.from(parts));
    }
  }

  /** One message of ours may hold several steps, as other writers have it: each is its own turn. */
  private static void assistant(JsonNode content, List<ChatMessage> out) {
    StringBuilder text = new StringBuilder();
    List<JsonNode> calls = new ArrayList<>();
    for (JsonNode part : content.path("parts")) {
      switch (part.path("type").asText()) {
        case "step-start" -> flush(text, calls, out);
        case "text" -> {
          if (!calls.isEmpty()) {
            flush(text, calls, out);
          }
          text.append(part.path("text").asText());
        }
        case "tool-invocation" -> calls.add(part.path("toolInvocation"));
        default -> {}
      }
    }
    flush(text, calls, out);
  }

  private static void flush(StringBuilder text, List<JsonNode> calls, List<ChatMessage> out) {
    if (text.isEmpty() && calls.isEmpty()) {
      return;
    }
    AiMessage.Builder message = AiMessage.builder();
    if (!text.isEmpty()) {
      message.text(text.toString());
    }
    message.toolExecutionRequests(calls.stream().map(History::request).toList());
    out.add(message.build());
    calls.forEach(call -> out.add(result(call)));
    text.setLength(0);
    calls.clear();
  }

  private static ToolExecutionRequest request(JsonNode call) {
    return ToolExecutionRequest.builder()
        .id(call.path("toolCallId").asText())
        .name(call.path("toolName").asText())
        .arguments(call.path("args").isObject() ? JsonText.write(call.path("args")) : "{}")
        .build();
  }

  private static ToolExecutionResultMessage result(JsonNode call) {
    boolean isError = call.path("isError").asBoolean(false);
    return ToolExecutionResultMessage.builder()
        .id(call.path("toolCallId").asText())
        .toolName(call.path("toolName").asText())
        .text(
            call.has("result")
                ? new ToolResult(new RawJson(JsonText.write(call.path("result"))), isError)
                    .readable()
                : NO_RESULT)
        .isError(isError)
        .build();
  }
}
