package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.client.RunResult.End;
import io.offstage.client.RunResult.SentTask;
import io.offstage.task.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link RunResult} of a run's chunks. For one thread. */
final class RunListening {

  private final List<String> texts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final Map<String, SentTask> tasks = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();
  private String runId = "";
  private String finishReason = "";

  void hear(Chunk chunk) {
    switch (chunk.type()) {
      case "start" -> runId = ClientJson.text(ClientJson.read(chunk.json().text()), "runId", runId);
      case "text-delta" -> text.append(chunk.text("text"));
      case "finish" -> finish(chunk.payload());
      case "error" -> errors.add(message(chunk.payload().path("error")));
      case "background-task-started" -> ends(chunk, new End.Open());
      case "background-task-completed" ->
          ends(chunk, new End.Completed(raw(chunk.payload().path("result"))));
      case "background-task-failed" ->
          ends(chunk, new End.Failed(message(chunk.payload().path("error"))));
      case "background-task-cancelled" -> ends(chunk, new End.Cancelled());
      case "background-task-suspended" ->
          ends(chunk, new End.Suspended(raw(chunk.payload().path("suspendPayload"))));
      case "background-task-resumed" -> ends(chunk, new End.Open());
      default -> {}
    }
  }

  private void finish(JsonNode payload) {
    finishReason = ClientJson.text(payload.path("stepResult"), "reason", "");
    texts.add(text.toString());
    text.setLength(0);
  }

  private void ends(Chunk chunk, End end) {
    String id = chunk.text("taskId");
    boolean own = chunk.type().equals("background-task-started") || tasks.containsKey(id);
    if (own) {
      tasks.merge(
          id,
          new SentTask(id, chunk.text("toolName"), end),
          (before, now) -> new SentTask(id, before.tool(), now.end()));
    }
  }

  private static String message(JsonNode error) {
    return error.isTextual() ? error.textValue() : ClientJson.text(error, "message", "");
  }

  private static RawJson raw(JsonNode value) {
    return value.isMissingNode() ? RawJson.NULL : new RawJson(value.toString());
  }

  RunResult result() {
    if (!text.isEmpty()) {
      texts.add(text.toString());
      text.setLength(0);
    }
    return new RunResult(runId, texts, finishReason, List.copyOf(tasks.values()), errors);
  }
}
