package io.offstage.agent.run;

import io.offstage.agent.memory.MessageContent;
import io.offstage.agent.memory.ToolResult;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.topic.FinishedChild;

/** What the end of a task is to the model that asked for it. */
final class ChildResults {

  private ChildResults() {}

  static ToolResult of(FinishedChild child) {
    TaskError error = child.error();
    RawJson result = child.result();
    return switch (child.status()) {
      case COMPLETED -> ToolResult.of(result == null ? RawJson.NULL : result);
      case CANCELLED ->
          ToolResult.error(error == null ? "The background task was cancelled." : error.message());
      case FAILED, TIMED_OUT ->
          ToolResult.error(error == null ? "The background task failed." : error.message());
      case PENDING, RUNNING, SUSPENDED ->
          throw new IllegalArgumentException("Task " + child.taskId() + " has not ended");
    };
  }

  /** The content of the message that made the call, with the result in it. */
  static String injected(String content, FinishedChild child) {
    return MessageContent.withBackgroundResult(
        content,
        child.toolCallId(),
        new MessageContent.Background(child.taskId(), child.startedAt(), child.completedAt()),
        of(child));
  }
}
