package io.offstage.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.task.RawJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content of messages: {@code {format: 2, parts [], content, metadata?}}. A tool call's part is
 * {@code {type: "tool-invocation", toolInvocation {state, toolCallId, toolName, args, result?,
 * isError?}}}; its state is {@code call} until there is something to say, then {@code result}.
 */
public final class MessageContent {

  private static final String INVOCATION = "toolInvocation";
  private static final String BACKGROUND = "backgroundTasks";

  private MessageContent() {}

  /** A call as a message holds it. */
  public record Call(String toolCallId, String toolName, RawJson args) {}

  /**
   * A background task that answers a call.
   *
   * @param startedAt absent when it never ran
   */
  public record Background(String taskId, @Nullable Instant startedAt, Instant completedAt) {}

  public static String ofUser(String text) {
    ObjectNode content = JsonText.object().put("format", 2);
    content.putArray("parts").addObject().put("type", "text").put("text", text);
    return JsonText.write(content.put("content", text));
  }

  /** What a model said in one step; its calls are open. */
  public static String ofAssistant(String reasoning, String text, List<Call> calls) {
    ObjectNode content = JsonText.object().put("format", 2);
    ArrayNode parts = content.putArray("parts");
    parts.addObject().put("type", "step-start");
    if (!reasoning.isEmpty()) {
      parts.addObject().put("type", "reasoning").put("reasoning", reasoning);
    }
    if (!text.isEmpty()) {
      parts.addObject().put("type", "text").put("text", text);
    }
    for (Call call : calls) {
      parts
          .addObject()
          .put("type", "tool-invocation")
          .putObject(INVOCATION)
          .put("state", "call")
          .put("toolCallId", call.toolCallId())
          .put("toolName", call.toolName())
          .set("args", JsonText.tree(call.args()));
    }
    return JsonText.write(content.put("content", text));
  }

  /** The ids of all calls in it. */
  public static Set<String> toolCallIds(String content) {
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode part : JsonText.tree(content).path("parts")) {
      if (part.path(INVOCATION).path("toolCallId").isTextual()) {
        ids.add(part.path(INVOCATION).path("toolCallId").textValue());
      }
    }
    return ids;
  }

  /** The same with the result of an open call; a call that has one keeps it. */
  public static String withResult(String content, String toolCallId, ToolResult result) {
    ObjectNode tree = (ObjectNode) JsonText.tree(content);
    ObjectNode call = invocation(tree, toolCallId);
    if (call == null || !call.path("state").asText().equals("call")) {
      return content;
    }
    settle(call, result);
    return JsonText.write(tree);
  }

  /**
   * The same with a background task's result in place of whatever the call had; once it is there it
   * stays.
   */
  public static String withBackgroundResult(
      String content, String toolCallId, Background task, ToolResult result) {
    ObjectNode tree = (ObjectNode) JsonText.tree(content);
    ObjectNode call = invocation(tree, toolCallId);
    if (call == null || tree.at("/metadata/" + BACKGROUND).has(toolCallId)) {
      return content;
    }
    settle(call, result);
    ObjectNode note =
        tree.withObjectProperty("metadata")
            .withObjectProperty(BACKGROUND)
            .putObject(toolCallId)
            .put("taskId", task.taskId());
    if (task.startedAt() != null) {
      note.put("startedAt", date(task.startedAt()));
    }
    note.put("completedAt", date(task.completedAt()));
    return JsonText.write(tree);
  }

  private static void settle(ObjectNode call, ToolResult result) {
    call.put("state", "result").set("result", JsonText.tree(result.value()));
    call.remove("isError");
    if (result.isError()) {
      call.put("isError", true);
    }
  }

  private static @Nullable ObjectNode invocation(JsonNode content, String toolCallId) {
    for (JsonNode part : content.path("parts")) {
      if (part.path(INVOCATION) instanceof ObjectNode call
          && call.path("toolCallId").asText().equals(toolCallId)) {
        return call;
      }
    }
    return null;
  }

  private static String date(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
