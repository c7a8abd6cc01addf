package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.Attempts;
import io.offstage.task.ChildEnd;
import io.offstage.task.ErrorCode;
import io.offstage.task.Family;
import io.offstage.task.OutputMark;
import io.offstage.task.Place;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.task.Times;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task's snapshot as JSON: the object that every lifecycle record carries and every API returns.
 */
public final class TaskJson {

  private TaskJson() {}

  /** The snapshot as one JSON object. */
  public static RawJson of(Task task) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
      write(json, task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RawJson(text.toString());
  }

  static void write(JsonGenerator json, Task task) throws IOException {
    write(json, task, StartPart::write);
  }

  /** Writes the parts of a start; whoever has them as bytes puts those in place of writing them. */
  interface StartParts {
    void write(StartPart part, JsonGenerator json, TaskStart start) throws IOException;
  }

  static void write(JsonGenerator json, Task task, StartParts parts) throws IOException {
    TaskStart start = task.start();
    json.writeStartObject();
    json.writeStringField("id", start.taskId());
    json.writeStringField("status", task.status().wireName());
    parts.write(StartPart.CALL, json, start);
    state(json, task);
    if (task.resumeData() != null) {
      Json.raw(json, "resumeData", task.resumeData());
    }
    Attempts attempts = task.attempts();
    json.writeNumberField("retryCount", attempts.retryCount());
    parts.write(StartPart.POLICY, json, start);
    Json.optional(json, "startedAt", task.times().startedAt());
    Json.optional(json, "suspendedAt", task.times().suspendedAt());
    Json.optional(json, "completedAt", task.times().completedAt());
    parts.write(StartPart.PLACEMENT, json, start);
    json.writeNumberField("attempt", attempts.attempt());
    json.writeNumberField("deliveries", attempts.deliveries());
    writePosition(json, "start", task.startedFrom());
    parts.write(StartPart.LINEAGE, json, start);
    family(json, task.family());
    Json.optional(json, "outputFrom", task.output().from());
    if (task.output().nextSeq() > 0) {
      json.writeNumberField("outputSeq", task.output().nextSeq() - 1);
    }
    json.writeNumberField("version", task.version());
    parts.write(StartPart.EXTRA, json, start);
    json.writeEndObject();
  }

  private static void state(JsonGenerator json, Task task) throws IOException {
    switch (task.state()) {
      case TaskState.Pending s -> {
        Json.optional(json, "nextAttemptAt", s.notBefore());
        Json.optional(json, "unknownToolUntil", s.toolBy());
        TaskError last = task.attempts().lastError();
        if (last != null) {
          writeError(json, last);
        }
      }
      case TaskState.Running s -> json.writeStringField("worker", s.worker());
      case TaskState.Waiting s -> {
        StartWriter.strings(json, "waitingFor", s.waitingFor().stream().sorted().toList());
        json.writeStringField("waitMode", WaitMode.of(s).wireName());
        Json.optional(json, "waitUntil", s.until());
      }
      case TaskState.Suspended s -> Json.raw(json, "suspendPayload", s.payload());
      case TaskState.Completed s -> Json.raw(json, "result", s.result());
      case TaskState.Failed s -> writeError(json, s.error());
      case TaskState.TimedOut s -> writeError(json, s.error());
      case TaskState.Cancelled s -> Json.optional(json, "cancelReason", s.reason());
    }
  }

  private static void family(JsonGenerator json, Family family) throws IOException {
    if (family.equals(Family.NONE)) {
      return;
    }
    StartWriter.strings(json, "children", family.children());
    if (!family.open().isEmpty()) {
      json.writeArrayFieldStart("openChildren");
      for (var child : family.open().entrySet()) {
        json.writeStartObject();
        json.writeStringField("taskId", child.getKey());
        json.writeStringField("pool", child.getValue().pool());
        json.writeStringField("concurrencyKey", child.getValue().concurrencyKey());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    StartWriter.strings(json, "acceptedChildren", family.accepted().stream().sorted().toList());
    StartWriter.strings(json, "suspendedChildren", family.suspended().stream().sorted().toList());
    Json.optional(json, "handedOverTo", family.heir());
    if (!family.inbox().isEmpty()) {
      json.writeArrayFieldStart("inbox");
      for (ChildEnd end : family.inbox()) {
        json.writeStartObject();
        json.writeStringField("taskId", end.taskId());
        json.writeStringField("status", end.status().wireName());
        writePosition(json, "toldAt", end.toldAt());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  static void writePosition(JsonGenerator json, String name, Position position) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("partition", position.partition());
    json.writeNumberField("offset", position.offset());
    json.writeEndObject();
  }

  static void writeError(JsonGenerator json, TaskError error) throws IOException {
    json.writeObjectFieldStart("error");
    json.writeStringField("message", error.message());
    json.writeStringField("code", error.code().wireName());
    Json.optional(json, "stack", error.stack());
    json.writeEndObject();
  }

  /** Reads a snapshot; fields that this release does not know are kept. */
  static Task read(JsonFields body, PoolRules rules) throws MalformedRecord {
    String status = body.requiredString("status");
    TaskStatus known =
        TaskStatus.ofWireName(status)
            .orElseThrow(() -> new MalformedRecord("status: unknown state \"" + status + "\""));
    TaskError error = CommandCodec.error(body.object("error"));
    TaskState state = state(known, body, error);
    RawJson resumeData = body.raw("resumeData");
    Attempts attempts =
        new Attempts(
            count(body, "attempt"),
            count(body, "deliveries"),
            count(body, "retryCount"),
            known == TaskStatus.PENDING ? error : null);
    Times times =
        new Times(body.date("startedAt"), body.date("suspendedAt"), body.date("completedAt"));
    JsonFields startedFrom = body.object("start");
    Family family =
        new Family(
            body.strings("children"),
            openChildren(body),
            inbox(body),
            Set.copyOf(body.strings("acceptedChildren")),
            Set.copyOf(body.strings("suspendedChildren")),
            body.string("handedOverTo"));
    Long outputSeq = body.wholeNumber("outputSeq", 0, Long.MAX_VALUE);
    OutputMark output =
        new OutputMark(
            body.wholeNumber("outputFrom", 0, Long.MAX_VALUE),
            outputSeq == null ? 0 : outputSeq + 1);
    long version = body.wholeNumber("version", 0, Long.MAX_VALUE, 0);
    String pool = body.requiredString("pool");
    PoolRules own = pool.equals(rules.pool()) ? rules : PoolRules.of(pool);
    TaskStart start =
        StartReader.read(body.renamed("id", "taskId"), own, null, Instant.EPOCH, null);
    return new Task(
        start,
        startedFrom == null ? new Position(0, 0) : CommandCodec.position(startedFrom),
        state,
        attempts,
        times,
        output,
        family,
        resumeData,
        version);
  }

  private static TaskState state(TaskStatus status, JsonFields body, @Nullable TaskError error)
      throws MalformedRecord {
    TaskError told =
        Objects.requireNonNullElse(error, TaskError.of(ErrorCode.TOOL_ERROR, "unknown error"));
    return switch (status) {
      case PENDING ->
          new TaskState.Pending(body.date("nextAttemptAt"), body.date("unknownToolUntil"));
      case RUNNING -> running(body);
      case SUSPENDED ->
          new TaskState.Suspended(
              Objects.requireNonNullElse(body.raw("suspendPayload"), RawJson.NULL));
      case COMPLETED ->
          new TaskState.Completed(Objects.requireNonNullElse(body.raw("result"), RawJson.NULL));
      case FAILED -> new TaskState.Failed(told);
      case TIMED_OUT -> new TaskState.TimedOut(told);
      case CANCELLED -> new TaskState.Cancelled(body.string("cancelReason"));
    };
  }

  private static TaskState running(JsonFields body) throws MalformedRecord {
    String mode = body.string("waitMode");
    if (mode == null) {
      return new TaskState.Running(Objects.requireNonNullElse(body.string("worker"), ""));
    }
    WaitMode known =
        WaitMode.ofWireName(mode)
            .orElseThrow(
                () ->
                    new MalformedRecord(
                        "waitMode: must be one of %s, was \"%s\""
                            .formatted(WaitMode.wireNames(), mode)));
    return known.waiting(new LinkedHashSet<>(body.strings("waitingFor")), body.date("waitUntil"));
  }

  private static Map<String, Place> openChildren(JsonFields body) throws MalformedRecord {
    Map<String, Place> open = new LinkedHashMap<>();
    for (JsonFields child : body.objects("openChildren")) {
      open.put(
          child.requiredString("taskId"),
          new Place(child.requiredString("pool"), child.requiredString("concurrencyKey")));
    }
    return open;
  }

  private static List<ChildEnd> inbox(JsonFields body) throws MalformedRecord {
    List<ChildEnd> ends = new ArrayList<>();
    for (JsonFields end : body.objects("inbox")) {
      String status = end.requiredString("status");
      JsonFields toldAt = end.object("toldAt");
      ends.add(
          new ChildEnd(
              end.requiredString("taskId"),
              TaskStatus.ofWireName(status)
                  .orElseThrow(() -> new MalformedRecord("inbox: unknown state")),
              toldAt == null ? new Position(0, 0) : CommandCodec.position(toldAt)));
    }
    return ends;
  }

  static TaskError error(JsonFields body) throws MalformedRecord {
    String code = Objects.requireNonNullElse(body.string("code"), "");
    return new TaskError(
        Objects.requireNonNullElse(body.string("message"), ""),
        ErrorCode.ofWireName(code).orElse(ErrorCode.TOOL_ERROR),
        body.string("stack"));
  }

  private static int count(JsonFields body, String name) throws MalformedRecord {
    return (int) body.wholeNumber(name, 0, Integer.MAX_VALUE, 0);
  }
}
