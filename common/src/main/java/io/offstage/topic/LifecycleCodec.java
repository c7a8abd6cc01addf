package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.EventType;
import io.offstage.task.MemoryScope;
import io.offstage.task.ParentRef;
import io.offstage.task.Task;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the records of a pool's lifecycle topic; the key of each is the task's id. */
public final class LifecycleCodec {

  private final PoolRules rules;

  public LifecycleCodec(PoolRules rules) {
    this.rules = rules;
  }

  public static byte[] encode(LifecycleEvent event) {
    return Json.object(json -> write(json, event, StartPart::write));
  }

  /** Writes the fields of an event. */
  static void write(JsonGenerator json, LifecycleEvent event, TaskJson.StartParts parts)
      throws IOException {
    json.writeStringField("type", event.type().wireName());
    json.writeNumberField("version", event.task().version());
    json.writeStringField("at", Json.date(event.at()));
    json.writeFieldName("task");
    TaskJson.write(json, event.task(), parts);
    Json.optional(json, "cause", event.cause());
  }

  /** The headers of a record, in {@link LifecycleHeaders}' names. */
  public static Map<String, String> headers(LifecycleEvent event) {
    Task task = event.task();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(LifecycleHeaders.TYPE, event.type().wireName());
    headers.put(LifecycleHeaders.VERSION, Long.toString(task.version()));
    headers.put(LifecycleHeaders.STATUS, task.status().wireName());
    headers.put(LifecycleHeaders.AGENT, task.start().origin().agentId());
    headers.put(LifecycleHeaders.RUN, task.start().origin().runId());
    MemoryScope scope = task.start().origin().scope();
    if (scope.threadId() != null) {
      headers.put(LifecycleHeaders.THREAD, scope.threadId());
    }
    if (scope.resourceId() != null) {
      headers.put(LifecycleHeaders.RESOURCE, scope.resourceId());
    }
    ParentRef parent = task.start().lineage().parent();
    if (parent != null) {
      headers.put(LifecycleHeaders.PARENT, parent.taskId());
    }
    return headers;
  }

  /**
   * Understands one record.
   *
   * @throws MalformedRecord also for a state that this release does not know: its partition must
   *     stop loudly
   */
  public LifecycleEvent decode(byte @Nullable [] value) throws MalformedRecord {
    JsonFields body = JsonFields.of(value);
    String type = body.requiredString("type");
    JsonFields task = body.object("task");
    if (task == null) {
      throw new MalformedRecord("task: is required");
    }
    return new LifecycleEvent(
        EventType.ofWireName(type)
            .orElseThrow(() -> new MalformedRecord("type: unknown event type \"" + type + "\"")),
        TaskJson.read(task, rules),
        body.requiredDate("at"),
        body.string("cause"));
  }
}
