package io.offstage.gateway.stream;

import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.util.Optional;

/**
 * Tasks as chunks: {@code {type, payload}}, bare, where the payload begins with the ids that every
 * one of them has.
 */
final class TaskChunks {

  private static final String TOOL_OUTPUT = "tool-output";

  private TaskChunks() {}

  /** The chunk of an event; empty for events that streams do not show (pending, retrying). */
  static Optional<String> of(LifecycleEvent event) {
    Task task = event.task();
    JsonObject payload = ids(task);
    switch (event.type()) {
      case PENDING, RETRYING -> {
        return Optional.empty();
      }
      case RUNNING, RESUMED ->
          payload
              .put("startedAt", task.times().startedAt())
              .put("args", task.start().call().args());
      case SUSPENDED -> suspended(payload, task);
      case COMPLETED -> {
        payload.put("completedAt", task.times().completedAt());
        if (task.state() instanceof TaskState.Completed(RawJson result)) {
          payload.put("result", result);
        }
      }
      case FAILED -> {
        payload.put("completedAt", task.times().completedAt());
        switch (task.state()) {
          case TaskState.Failed(TaskError error) -> error(payload, error);
          case TaskState.TimedOut(TaskError error) -> error(payload, error);
          default -> {}
        }
      }
      case CANCELLED -> payload.put("completedAt", task.times().completedAt());
    }
    return Optional.of(chunk(event.type().wireName(), payload));
  }

  private static void suspended(JsonObject payload, Task task) {
    payload.put("args", task.start().call().args());
    if (task.state() instanceof TaskState.Suspended(RawJson data)) {
      payload.put("suspendPayload", data).put("suspendData", data);
    }
    payload.put("suspendedAt", task.times().suspendedAt());
  }

  private static void error(JsonObject payload, TaskError error) {
    payload.put(
        "error",
        new JsonObject()
            .put("message", error.message())
            .put("code", error.code().wireName())
            .put("stack", error.stack()));
  }

  /** A chunk of a task's output, inside a {@code tool-output} chunk unless it is one already. */
  static String output(Task task, RawJson chunk) {
    return chunk(
        "background-task-output", ids(task).raw("payload", toolOutput(task, chunk.text().strip())));
  }

  private static String toolOutput(Task task, String chunk) {
    if (chunk.startsWith("{\"type\":\"" + TOOL_OUTPUT + "\"")) {
      return chunk;
    }
    return new JsonObject()
        .put("type", TOOL_OUTPUT)
        .put("runId", task.start().origin().runId())
        .put("from", "USER")
        .put(
            "payload",
            new JsonObject()
                .raw("output", chunk)
                .put("toolCallId", task.start().call().toolCallId())
                .put("toolName", task.start().call().toolName()))
        .toString();
  }

  private static JsonObject ids(Task task) {
    return new JsonObject()
        .put("taskId", task.id())
        .put("toolName", task.start().call().toolName())
        .put("toolCallId", task.start().call().toolCallId())
        .put("agentId", task.start().origin().agentId())
        .put("runId", task.start().origin().runId());
  }

  private static String chunk(String type, JsonObject payload) {
    return OneLine.of(new JsonObject().put("type", type).put("payload", payload).toString());
  }
}
