package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes the records of a pool's command topic. */
public final class CommandCodec {

  private final PoolRules rules;

  public CommandCodec(PoolRules rules) {
    this.rules = rules;
  }

  /**
   * Understands one record.
   *
   * @param recordKey its key as UTF-8, if it has one
   * @param value its value
   * @param recordTime its timestamp
   * @throws MalformedRecord naming the field and what is wrong
   */
  public Command decode(@Nullable String recordKey, byte @Nullable [] value, Instant recordTime)
      throws MalformedRecord {
    JsonFields body = JsonFields.of(value);
    String type = body.string("type");
    if (type == null && body.string("specversion") != null) {
      throw new MalformedRecord("type: is required");
    }
    return decode(Objects.requireNonNullElse(type, ""), body, recordKey, recordTime);
  }

  private Command decode(
      String type, JsonFields body, @Nullable String recordKey, Instant recordTime)
      throws MalformedRecord {
    return switch (type) {
      case Command.Start.TYPE -> {
        RawJson data = body.string("specversion") == null ? null : body.rawObject("data");
        JsonFields fields = data == null ? body : JsonFields.of("data.", data.text());
        yield new Command.Start(StartReader.read(fields, rules, recordKey, recordTime));
      }
      case Command.Cancel.TYPE ->
          new Command.Cancel(
              body.requiredString("taskId"),
              body.requiredString("commandId"),
              body.string("reason"),
              body.string("requestedBy"),
              body.bool("subtree", true));
      case Command.Resume.TYPE ->
          new Command.Resume(
              body.requiredString("taskId"),
              body.requiredString("commandId"),
              Objects.requireNonNullElse(body.raw("resumeData"), RawJson.EMPTY_OBJECT));
      case Command.ChildFinished.TYPE ->
          new Command.ChildFinished(
              body.requiredString("taskId"), child(required(body.object("child"), "child")));
      case "" -> throw new MalformedRecord("type: is required");
      default ->
          throw new MalformedRecord(
              "type: unknown record type \""
                  + (type.length() > 80 ? type.substring(0, 80) + "…" : type)
                  + "\"");
    };
  }

  private static FinishedChild child(JsonFields body) throws MalformedRecord {
    String status = body.requiredString("status");
    JsonFields at = body.object("resultAt");
    return new FinishedChild(
        body.requiredString("taskId"),
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
        error(body.object("error")),
        body.raw("result"),
        at == null ? null : position(at),
        body.date("startedAt"),
        body.requiredDate("completedAt"));
  }

  static @Nullable TaskError error(@Nullable JsonFields body) throws MalformedRecord {
    if (body == null) {
      return null;
    }
    return TaskJson.error(body);
  }

  static Position position(JsonFields body) throws MalformedRecord {
    return new Position(
        (int) body.wholeNumber("partition", 0, Integer.MAX_VALUE, 0),
        body.wholeNumber("offset", 0, Long.MAX_VALUE, 0));
  }

  /** The record's value. */
  public static byte[] encode(Command command) {
    return Json.object(
            json -> {
              json.writeStringField("type", command.type());
              json.writeStringField("taskId", command.taskId());
              switch (command) {
                case Command.Start start -> start(json, start.task());
                case Command.Cancel cancel -> {
                  json.writeStringField("commandId", cancel.commandId());
                  Json.optional(json, "reason", cancel.reason());
                  Json.optional(json, "requestedBy", cancel.requestedBy());
                  json.writeBooleanField("subtree", cancel.subtree());
                }
                case Command.Resume resume -> {
                  json.writeStringField("commandId", resume.commandId());
                  Json.raw(json, "resumeData", resume.data());
                }
                case Command.ChildFinished finished -> {
                  json.writeObjectFieldStart("child");
                  child(json, finished.child());
                  json.writeEndObject();
                }
              }
            })
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void start(JsonGenerator json, TaskStart start) throws IOException {
    StartWriter.call(json, start);
    StartWriter.placement(json, start.placement());
    StartWriter.policy(json, start.policy());
    StartWriter.lineage(json, start.lineage());
    json.writeStringField("createdAt", Json.date(start.createdAt()));
    StartWriter.extra(json, start);
  }

  private static void child(JsonGenerator json, FinishedChild child) throws IOException {
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

  private static <T> T required(@Nullable T value, String name) throws MalformedRecord {
    if (value == null) {
      throw new MalformedRecord(name + ": is required");
    }
    return value;
  }
}
