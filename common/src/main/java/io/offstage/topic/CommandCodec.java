package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TraceContext;
import java.io.IOException;
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
   * Understands one record: a command, or a structured CloudEvent whose data is one. The event's
   * type goes before the data's.
   *
   * @param recordKey its key as UTF-8, if it has one
   * @param value its value
   * @param recordTime its timestamp
   * @throws MalformedRecord naming the field and what is wrong
   */
  public Command decode(@Nullable String recordKey, byte @Nullable [] value, Instant recordTime)
      throws MalformedRecord {
    return decode(recordKey, value, recordTime, null);
  }

  /**
   * The same, of a record that belongs to a trace.
   *
   * @param carried what its headers say, or they say nothing; it goes before what a CloudEvent's
   *     attributes say, and those before the body
   */
  public Command decode(
      @Nullable String recordKey,
      byte @Nullable [] value,
      Instant recordTime,
      @Nullable TraceContext carried)
      throws MalformedRecord {
    JsonFields body = JsonFields.ofCommand(value);
    String type = body.string("type");
    TraceContext trace = carried;
    if (body.string("specversion") != null) {
      trace = StartReader.trace(body, carried);
      body = required(body.object("data"), "data");
      String inner = body.string("type");
      type = type == null ? inner : type;
    }
    return decode(Objects.requireNonNullElse(type, ""), body, recordKey, recordTime, trace);
  }

  private Command decode(
      String type,
      JsonFields body,
      @Nullable String recordKey,
      Instant recordTime,
      @Nullable TraceContext trace)
      throws MalformedRecord {
    return switch (type) {
      case Command.Start.TYPE ->
          new Command.Start(StartReader.read(body, rules, recordKey, recordTime, trace));
      case Command.Cancel.TYPE ->
          new Command.Cancel(
              StartReader.taskId(body),
              body.requiredString("commandId"),
              body.string("reason"),
              body.string("requestedBy"),
              body.bool("subtree", true));
      case Command.Resume.TYPE ->
          new Command.Resume(
              StartReader.taskId(body),
              body.requiredString("commandId"),
              Objects.requireNonNullElse(body.raw("resumeData"), RawJson.EMPTY_OBJECT));
      case Command.ChildAccepted.TYPE ->
          new Command.ChildAccepted(StartReader.taskId(body), body.requiredString("childId"));
      case Command.ChildSuspended.TYPE ->
          new Command.ChildSuspended(
              StartReader.taskId(body),
              Objects.requireNonNullElse(recordKey, ""),
              body.requiredString("childId"),
              body.bool("suspended", true));
      case Command.ChildFinished.TYPE ->
          new Command.ChildFinished(
              StartReader.taskId(body),
              Objects.requireNonNullElse(recordKey, ""),
              FinishedChildJson.read(required(body.object("child"), "child")),
              trace);
      case Command.PermitRequested.TYPE ->
          new Command.PermitRequested(
              body.requiredString("limit"),
              body.requiredString("permit"),
              StartReader.taskId(body),
              body.requiredString("concurrencyKey"),
              partition(body));
      case Command.PermitGranted.TYPE ->
          new Command.PermitGranted(
              body.requiredString("limit"),
              body.requiredString("permit"),
              StartReader.taskId(body));
      case Command.PermitReleased.TYPE ->
          new Command.PermitReleased(
              body.requiredString("limit"),
              body.requiredString("permit"),
              StartReader.taskId(body));
      case Command.PermitsVoided.TYPE ->
          new Command.PermitsVoided(
              body.requiredString("limit"), partition(body), body.requiredString("owner"));
      case "" -> throw new MalformedRecord("type: is required");
      default ->
          throw new MalformedRecord(
              "type: unknown record type \""
                  + (type.length() > 80 ? type.substring(0, 80) + "…" : type)
                  + "\"");
    };
  }

  static @Nullable TaskError error(@Nullable JsonFields body) throws MalformedRecord {
    if (body == null) {
      return null;
    }
    return TaskJson.error(body);
  }

  static Position position(JsonFields body) throws MalformedRecord {
    return new Position(partition(body), body.wholeNumber("offset", 0, Long.MAX_VALUE, 0));
  }

  private static int partition(JsonFields body) throws MalformedRecord {
    return (int) body.wholeNumber("partition", 0, Integer.MAX_VALUE, 0);
  }

  /** The record's value. */
  public static byte[] encode(Command command) {
    return Json.object(
        json -> {
          json.writeStringField("type", command.type());
          if (!(command instanceof Command.PermitsVoided)) {
            json.writeStringField("taskId", command.taskId());
          }
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
            case Command.ChildAccepted accepted ->
                json.writeStringField("childId", accepted.childId());
            case Command.ChildSuspended child -> {
              json.writeStringField("childId", child.childId());
              json.writeBooleanField("suspended", child.suspended());
            }
            case Command.ChildFinished finished -> {
              Json.raw(json, "child", FinishedChildJson.of(finished.child()));
            }
            case Command.Permits permits -> permits(json, permits);
          }
        });
  }

  private static void permits(JsonGenerator json, Command.Permits command) throws IOException {
    json.writeStringField("limit", command.limit());
    switch (command) {
      case Command.PermitRequested asked -> {
        json.writeStringField("permit", asked.permit());
        json.writeStringField("concurrencyKey", asked.concurrencyKey());
        json.writeNumberField("partition", asked.partition());
      }
      case Command.PermitGranted granted -> json.writeStringField("permit", granted.permit());
      case Command.PermitReleased released -> json.writeStringField("permit", released.permit());
      case Command.PermitsVoided voided -> {
        json.writeNumberField("partition", voided.partition());
        json.writeStringField("owner", voided.owner());
      }
    }
  }

  private static void start(JsonGenerator json, TaskStart start) throws IOException {
    StartWriter.call(json, start);
    StartWriter.placement(json, start.placement());
    StartWriter.policy(json, start.policy());
    StartWriter.lineage(json, start.lineage());
    json.writeStringField("createdAt", Json.date(start.createdAt()));
    StartWriter.extra(json, start);
  }

  private static <T> T required(@Nullable T value, String name) throws MalformedRecord {
    if (value == null) {
      throw new MalformedRecord(name + ": is required");
    }
    return value;
  }
}
