package io.offstage.agent.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.trace.TraceEvent;
import java.util.List;
import java.util.Map;

/** Tasks and events as models read them: snake case. */
final class Records {

  /** Ours by theirs, in their order; what a task does not have is left out. */
  private static final List<Map.Entry<String, String>> FIELDS =
      List.of(
          Map.entry("tool_call_id", "toolCallId"),
          Map.entry("agent", "agentId"),
          Map.entry("args", "args"),
          Map.entry("enqueued_at", "createdAt"),
          Map.entry("started_at", "startedAt"),
          Map.entry("suspended_at", "suspendedAt"),
          Map.entry("completed_at", "completedAt"),
          Map.entry("next_attempt_at", "nextAttemptAt"),
          Map.entry("attempt", "attempt"),
          Map.entry("retry_count", "retryCount"),
          Map.entry("suspend_payload", "suspendPayload"),
          Map.entry("cancel_reason", "cancelReason"),
          Map.entry("result", "result"));

  private Records() {}

  static ObjectNode inShort(SeenTask task) {
    return head(task).put("enqueued_at", task.text("createdAt").orElse(""));
  }

  private static ObjectNode head(SeenTask task) {
    return JsonText.object()
        .put("task_id", task.id())
        .put("status", task.status().wireName())
        .put("tool", task.tool());
  }

  static ObjectNode whole(SeenTask task) {
    ObjectNode record = head(task);
    for (Map.Entry<String, String> field : FIELDS) {
      JsonNode value = task.snapshot().path(field.getValue());
      if (!value.isMissingNode()) {
        record.set(field.getKey(), value);
      }
    }
    JsonNode error = task.snapshot().path("error");
    if (error.isObject()) {
      record
          .putObject("error")
          .put("message", error.path("message").asText())
          .put("code", error.path("code").asText());
    }
    return record;
  }

  static ArrayNode events(List<TraceEvent> events) {
    ArrayNode out = JsonText.MAPPER.createArrayNode();
    for (TraceEvent event : events) {
      ObjectNode node =
          out.addObject()
              .put("at", SeenTask.date(event.at()))
              .put("task_id", event.taskId())
              .put("tool", event.toolName())
              .put("type", event.what().type());
      switch (event.what()) {
        case TraceEvent.Changed(_, Integer attempt, String error) -> {
          if (attempt != null) {
            node.put("attempt", attempt);
          }
          if (error != null) {
            node.put("error", error);
          }
        }
        case TraceEvent.Wrote wrote ->
            node.put("seq", wrote.seq()).put("chunks", wrote.chunks()).put("text", wrote.text());
      }
    }
    return out;
  }
}
