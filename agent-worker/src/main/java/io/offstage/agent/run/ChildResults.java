package io.offstage.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.Delegation;
import io.offstage.agent.background.FinishedCall;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.ToolResult;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.PoolRules;

/** What the end of a task is to the model that asked for it. */
final class ChildResults {

  private ChildResults() {}

  /** As the result of a call that has waited for it. */
  static ToolResult of(PlannedCall call, FinishedChild child) {
    return of(child, call.delegatesByArgument());
  }

  /**
   * @param plainly whether what a run has said is the whole result
   */
  private static ToolResult of(FinishedChild child, boolean plainly) {
    TaskError error = child.error();
    RawJson result = child.result();
    return switch (child.status()) {
      case COMPLETED ->
          child.toolName().equals(PoolRules.RUN_TOOL)
              ? said(plainly, result == null ? RawJson.NULL : result)
              : ToolResult.of(result == null ? RawJson.NULL : result);
      case CANCELLED ->
          ToolResult.error(error == null ? "The background task was cancelled." : error.message());
      case FAILED, TIMED_OUT ->
          ToolResult.error(error == null ? "The background task failed." : error.message());
      case PENDING, RUNNING, SUSPENDED ->
          throw new IllegalArgumentException("Task " + child.taskId() + " has not ended");
    };
  }

  /** Of a delegated run a model needs what it said, not what it cost. */
  private static ToolResult said(boolean plainly, RawJson resultOfRun) {
    JsonNode run = JsonText.tree(resultOfRun);
    if (run.path("error").isObject()) {
      return ToolResult.error(run.at("/error/message").asText());
    }
    String text = run.path("text").asText();
    return plainly
        ? ToolResult.text(text)
        : ToolResult.of(JsonText.raw(JsonText.object().put("text", text)));
  }

  /** As the model is told of it when it is asked again. */
  static FinishedCall finished(FinishedChild child, RunState state) {
    return new FinishedCall(
        child.taskId(),
        child.toolCallId(),
        state.calls().callOf(child.taskId()).map(PlannedCall::tool).orElse(child.toolName()),
        child.status().wireName());
  }

  /** The content of the message that made the call, with the result in it. */
  static String injected(String content, FinishedChild child) {
    return MessageContent.withBackgroundResult(
        content, child.toolCallId(), background(child), inBackground(child));
  }

  /** The same where the conversation is a log. */
  static Entry.TookIn takenIn(long at, FinishedChild child) {
    return Entry.TookIn.of(at, child.toolCallId(), background(child), inBackground(child));
  }

  private static MessageContent.Background background(FinishedChild child) {
    return new MessageContent.Background(child.taskId(), child.startedAt(), child.completedAt());
  }

  private static ToolResult inBackground(FinishedChild child) {
    return of(child, Delegation.isAgentTask(child.taskId()));
  }
}
