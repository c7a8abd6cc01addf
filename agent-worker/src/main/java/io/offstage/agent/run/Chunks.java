package io.offstage.agent.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.PlannedCall.Child;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.ToolResult;
import io.offstage.agent.model.Usage;
import io.offstage.task.RawJson;
import java.util.List;
import java.util.Objects;

/**
 * The chunks of a run's stream: {@code {type, runId, from: "AGENT", payload}}. Names and payloads
 * are the contract's.
 */
record Chunks(String runId, String agentId) {

  Chunk start(String messageId, List<String> after) {
    return new Chunk(
        json("start", payload().put("id", agentId).put("messageId", messageId)), after);
  }

  Chunk stepStart(String messageId) {
    ObjectNode payload = payload().put("messageId", messageId);
    payload.putObject("request");
    payload.putArray("warnings");
    return chunk("step-start", payload);
  }

  Chunk textStart(String id) {
    return chunk("text-start", payload().put("id", id));
  }

  Chunk textDelta(String id, String text) {
    return chunk("text-delta", payload().put("id", id).put("text", text));
  }

  Chunk textEnd(String id) {
    return chunk("text-end", payload().put("id", id));
  }

  Chunk reasoningDelta(String id, String text) {
    return chunk("reasoning-delta", payload().put("id", id).put("text", text));
  }

  Chunk callStreamingStart(String callId, String tool) {
    return chunk(
        "tool-call-input-streaming-start",
        payload().put("toolCallId", callId).put("toolName", tool));
  }

  Chunk callDelta(String callId, String text) {
    return chunk("tool-call-delta", payload().put("toolCallId", callId).put("argsTextDelta", text));
  }

  Chunk callStreamingEnd(String callId) {
    return chunk("tool-call-input-streaming-end", payload().put("toolCallId", callId));
  }

  Chunk toolCall(PlannedCall call) {
    return chunk("tool-call", call(call));
  }

  Chunk backgroundStarted(PlannedCall call) {
    return chunk(
        "background-task-started",
        payload()
            .put("taskId", child(call).taskId())
            .put("toolName", call.tool())
            .put("toolCallId", call.toolCallId()));
  }

  /** The result that says that the real one comes later. */
  Chunk acknowledgement(PlannedCall call) {
    String taskId = child(call).taskId();
    ObjectNode payload = call(call).put("result", call.acknowledgement());
    payload
        .putObject("providerMetadata")
        .putObject("mastra")
        .putObject("backgroundTask")
        .put("taskId", taskId)
        .put("status", "running");
    return chunk("tool-result", payload);
  }

  /**
   * @param after tasks whose ends it tells of
   */
  Chunk toolResult(PlannedCall call, ToolResult result, List<String> after) {
    ObjectNode payload = call(call);
    if (result.isError()) {
      payload.putObject("error").put("message", result.readable()).put("name", "ToolError");
      return new Chunk(json("tool-error", payload), after);
    }
    payload.set("result", JsonText.tree(result.value()));
    return new Chunk(json("tool-result", payload), after);
  }

  Chunk toolOutput(PlannedCall call, RawJson output) {
    ObjectNode payload =
        payload().put("toolCallId", call.toolCallId()).put("toolName", call.tool());
    payload.set("output", JsonText.tree(output));
    return chunk("tool-output", payload);
  }

  Chunk callSuspended(PlannedCall call, RawJson suspendPayload) {
    ObjectNode payload = call(call);
    payload.set("suspendPayload", JsonText.tree(suspendPayload));
    return chunk("tool-call-suspended", payload);
  }

  Chunk stepFinish(Entry.Replied step, boolean continued) {
    ObjectNode payload = payload().put("messageId", step.messageId());
    payload
        .putObject("stepResult")
        .put("reason", step.finishReason())
        .put("isContinued", continued);
    ObjectNode output = payload.putObject("output").put("text", step.text());
    ArrayNode calls = output.putArray("toolCalls");
    step.calls().forEach(call -> calls.add(call(call)));
    output.set("usage", usage(step.usage()));
    payload.putObject("metadata");
    return chunk("step-finish", payload);
  }

  Chunk finish(String reason, Usage usage) {
    ObjectNode payload = payload();
    payload.putObject("stepResult").put("reason", reason);
    payload.putObject("output").set("usage", usage(usage));
    return chunk("finish", payload);
  }

  /** Says which run brings what this one has waited for. */
  Chunk finishFor(String heir, String reason) {
    ObjectNode payload = payload();
    payload.putObject("stepResult").put("reason", reason).put("isContinued", false);
    payload.putObject("output").set("usage", usage(Usage.NONE));
    payload.putObject("metadata").put("continuedBy", heir);
    return chunk("finish", payload);
  }

  /** An answer as a value; unlike the others it has no payload. */
  Chunk object(RawJson value) {
    ObjectNode chunk =
        JsonText.object().put("type", "object-result").put("runId", runId).put("from", "AGENT");
    chunk.set("object", JsonText.tree(value));
    return Chunk.of(JsonText.raw(chunk));
  }

  Chunk error(String message, String name) {
    ObjectNode payload = payload();
    payload.putObject("error").put("message", message).put("name", name);
    return chunk("error", payload);
  }

  private static ObjectNode call(PlannedCall call) {
    ObjectNode payload =
        payload().put("toolCallId", call.toolCallId()).put("toolName", call.tool());
    payload.set("args", JsonText.tree(call.args()));
    return payload;
  }

  static ObjectNode usage(Usage usage) {
    return JsonText.object()
        .put("inputTokens", usage.inputTokens())
        .put("outputTokens", usage.outputTokens())
        .put("totalTokens", usage.totalTokens());
  }

  private static Child child(PlannedCall call) {
    return Objects.requireNonNull(call.child());
  }

  private static ObjectNode payload() {
    return JsonText.object();
  }

  private Chunk chunk(String type, ObjectNode payload) {
    return Chunk.of(json(type, payload));
  }

  private RawJson json(String type, ObjectNode payload) {
    ObjectNode chunk = JsonText.object().put("type", type).put("runId", runId).put("from", "AGENT");
    chunk.set("payload", payload);
    return JsonText.raw(chunk);
  }
}
