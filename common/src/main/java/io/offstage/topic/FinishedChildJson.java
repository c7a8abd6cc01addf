package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A child's end as the JSON object that its parent is sent. */
public final class FinishedChildJson {

  private FinishedChildJson() {}

  public static RawJson of(FinishedChild child) {
    return new RawJson(new String(Json.object(json -> write(json, child)), StandardCharsets.UTF_8));
  }

  /** Reads what {@link #of} wrote. */
  public static FinishedChild read(RawJson json) throws MalformedRecord {
    return read(JsonFields.of("child.", json.text()));
  }

  static FinishedChild read(JsonFields body) throws MalformedRecord {
    String status = body.requiredString("status");
    JsonFields at = body.object("resultAt");
    RawJson result = body.raw("result");
    if (result == null && at == null && status.equals(TaskStatus.COMPLETED.wireName())) {
      result = RawJson.NULL;
    }
    return new FinishedChild(
        StartReader.taskId(body),
        body.requiredString("pool"),
        body.requiredString("toolName"),
        body.requiredString("toolCallId"),
        new Origin(
            body.requiredString("agentId"),
            body.requiredString("runId"),
            MemoryScope.of(body.string("resourceId"), body.string("threadId"))),
        TaskStatus.ofWireName(status)
            .filter(TaskStatus::isTerminal)
            .orElseThrow(() -> new MalformedRecord("child.status: not an end")),
        CommandCodec.error(body.object("error")),
        result,
        at == null ? null : CommandCodec.position(at),
        body.date("startedAt"),
        body.requiredDate("completedAt"));
  }

  private static void write(JsonGenerator json, FinishedChild child) throws IOException {
    json.writeStringField("taskId", child.taskId());
    json.writeStringField("pool", child.pool());
    json.writeStringField("toolName", child.toolName());
    json.writeStringField("toolCallId", child.toolCallId());
    json.writeStringField("agentId", child.origin().agentId());
    json.writeStringField("runId", child.origin().runId());
    StartWriter.scope(json, child.origin().scope());
    json.writeStringField("status", child.status().wireName());
    if (child.error() != null) {
      TaskJson.writeError(json, child.error());
    }
    if (child.result() != null) {
      Json.raw(json, "result", child.result());
    }
    if (child.resultAt() != null) {
      TaskJson.writePosition(json, "resultAt", child.resultAt());
    }
    Json.optional(json, "startedAt", child.startedAt());
    Json.optional(json, "completedAt", child.completedAt());
  }
}
