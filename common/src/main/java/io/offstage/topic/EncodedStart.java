package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.MemoryScope;
import io.offstage.task.Origin;
import io.offstage.task.ParentRef;
import io.offstage.task.TaskStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** What never changes of a task, as it stands in each of its records. */
final class EncodedStart {

  private final TaskStart start;
  private final byte[] id;
  private final List<Header> headers;

  /** UTF-8, each field with a comma before it. */
  private final Map<StartPart, byte[]> parts;

  private final int size;

  private EncodedStart(TaskStart start, Map<StartPart, byte[]> parts, int size) {
    this.start = start;
    this.id = utf8(start.taskId());
    this.headers = headers(start);
    this.parts = parts;
    this.size = size;
  }

  static EncodedStart of(TaskStart start) throws IOException {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream(512);
    Map<StartPart, byte[]> parts = new EnumMap<>(StartPart.class);
    int size = 0;
    try (JsonGenerator json = Json.FACTORY.createGenerator(utf8)) {
      json.writeStartObject();
      for (StartPart part : StartPart.values()) {
        part.write(json, start);
        json.flush();
        byte[] fields = utf8.toByteArray();
        if (parts.isEmpty()) {
          // In place of the brace: the first part is never empty.
          fields[0] = ',';
        }
        parts.put(part, fields);
        size += fields.length;
        utf8.reset();
      }
    }
    return new EncodedStart(start, parts, size);
  }

  TaskStart start() {
    return start;
  }

  /** The task's id as UTF-8; not to be changed. */
  byte[] id() {
    return id;
  }

  /** The headers that say whose task it is. */
  List<Header> headers() {
    return headers;
  }

  int size() {
    return size;
  }

  /** Writes a part behind what the generator has written to the same stream. */
  void write(StartPart part, JsonGenerator json, ByteArrayOutputStream to) throws IOException {
    byte[] fields = parts.get(part);
    if (fields != null && fields.length > 0) {
      json.flush();
      to.writeBytes(fields);
    }
  }

  private static List<Header> headers(TaskStart start) {
    Origin origin = start.origin();
    MemoryScope scope = origin.scope();
    ParentRef parent = start.lineage().parent();
    List<Header> headers = new ArrayList<>();
    add(headers, LifecycleHeaders.AGENT, origin.agentId());
    add(headers, LifecycleHeaders.RUN, origin.runId());
    add(headers, LifecycleHeaders.THREAD, scope.threadId());
    add(headers, LifecycleHeaders.RESOURCE, scope.resourceId());
    add(headers, LifecycleHeaders.PARENT, parent == null ? null : parent.taskId());
    return headers;
  }

  private static void add(List<Header> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(new RecordHeader(name, utf8(value)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
