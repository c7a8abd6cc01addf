package io.offstage.gateway.stream;

import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run's whole answer in one object: its result, and the tool calls gathered from its chunks. */
public final class RunAnswer {

  private final String runId;
  private final List<String> toolCalls = new ArrayList<>();
  private final List<String> toolResults = new ArrayList<>();
  private int steps;

  public RunAnswer(String runId) {
    this.runId = runId;
  }

  /** Takes in the next chunk. */
  public void add(String chunk) {
    try {
      JsonFields fields = JsonFields.of(chunk.getBytes(StandardCharsets.UTF_8));
      switch (Objects.requireNonNullElse(fields.string("type"), "")) {
        case "tool-call" -> toolCalls.add(chunk);
        case "tool-result", "tool-error" -> toolResults.add(chunk);
        case "step-finish" -> steps++;
        default -> {}
      }
    } catch (MalformedRecord e) {
      // A chunk that is no object has no part in the answer.
    }
  }

  /** The answer of a run that ended so. */
  public String json(Task run) {
    JsonObject answer = new JsonObject().put("runId", runId);
    Map<String, RawJson> result = result(run);
    answer.put("text", text(result.get("text")));
    if (result.get("object") != null) {
      answer.put("object", result.get("object"));
    }
    answer.put("finishReason", finishReason(run, result.get("finishReason")));
    RawJson usage =
        result.getOrDefault(
            "usage", new RawJson("{\"inputTokens\":0,\"outputTokens\":0,\"totalTokens\":0}"));
    answer.put("usage", usage).put("totalUsage", usage);
    answer.rawArray("toolCalls", toolCalls).rawArray("toolResults", toolResults);
    answer.put("stepCount", steps);
    TaskError error = error(run);
    if (error != null) {
      answer.put(
          "error",
          new JsonObject().put("message", error.message()).put("name", error.code().wireName()));
    }
    return answer.toString();
  }

  private static RawJson text(@Nullable RawJson text) {
    return text == null ? new RawJson("\"\"") : text;
  }

  private static RawJson finishReason(Task run, @Nullable RawJson reason) {
    if (run.state() instanceof TaskState.Completed) {
      return reason == null ? new RawJson("\"stop\"") : reason;
    }
    return new RawJson(run.state() instanceof TaskState.Suspended ? "\"suspended\"" : "\"error\"");
  }

  private static @Nullable TaskError error(Task run) {
    return switch (run.state()) {
      case TaskState.Failed(TaskError error) -> error;
      case TaskState.TimedOut(TaskError error) -> error;
      default -> null;
    };
  }

  private static Map<String, RawJson> result(Task run) {
    if (run.state() instanceof TaskState.Completed(RawJson result)) {
      try {
        return JsonFields.of(result.text().getBytes(StandardCharsets.UTF_8)).rest();
      } catch (MalformedRecord e) {
        return Map.of();
      }
    }
    return Map.of();
  }
}
