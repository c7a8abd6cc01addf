package io.offstage.gateway.stream;

import io.offstage.task.RawJson;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of a run's own chunks, as far as a stream must understand it.
 *
 * @param json the chunk, on one line
 * @param type its type; empty where it has none
 * @param startedTask the task whose start it announces
 */
record OwnChunk(String json, String type, @Nullable String startedTask) {

  static final String STARTED = "background-task-started";
  static final String FINISH = "finish";

  static OwnChunk of(RawJson chunk) {
    String json = OneLine.of(chunk.text());
    try {
      JsonFields fields = JsonFields.of(json.getBytes(StandardCharsets.UTF_8));
      String type = Objects.requireNonNullElse(fields.string("type"), "");
      JsonFields payload = type.equals(STARTED) ? fields.object("payload") : null;
      return new OwnChunk(json, type, payload == null ? null : payload.string("taskId"));
    } catch (MalformedRecord e) {
      return new OwnChunk(json, "", null);
    }
  }

  /** An {@code error} chunk. */
  static String error(String runId, String message, String name) {
    return agent(
        "error",
        runId,
        new JsonObject().put("error", new JsonObject().put("message", message).put("name", name)));
  }

  /** The {@code finish} of a run that could not write one. */
  static String failedFinish(String runId) {
    return agent(
        FINISH,
        runId,
        new JsonObject()
            .put("stepResult", new JsonObject().put("reason", "error").put("isContinued", false))
            .put(
                "output",
                new JsonObject()
                    .put(
                        "usage",
                        new JsonObject()
                            .put("inputTokens", 0)
                            .put("outputTokens", 0)
                            .put("totalTokens", 0)))
            .put("metadata", new JsonObject()));
  }

  /** {@code {type, runId, from: "AGENT", payload}}. */
  static String agent(String type, String runId, JsonObject payload) {
    return new JsonObject()
        .put("type", type)
        .put("runId", runId)
        .put("from", "AGENT")
        .put("payload", payload)
        .toString();
  }
}
