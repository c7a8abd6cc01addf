package io.offstage.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.offstage.task.EventType;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Makes the records of a pool's lifecycle topic, byte for byte as {@link LifecycleCodec} writes
 * them, for one that writes many: what never changes of a task is encoded once for all its records,
 * as long as the task is among the latest. For one thread.
 */
public final class LifecycleEncoder {

  private static final int MOST_REMEMBERED = 2_048;
  private static final int LARGEST_REMEMBERED = 4 * 1024;

  private static final Map<EventType, Header> TYPES = new EnumMap<>(EventType.class);
  private static final Map<TaskStatus, Header> STATUSES = new EnumMap<>(TaskStatus.class);

  static {
    for (EventType type : EventType.values()) {
      TYPES.put(type, header(LifecycleHeaders.TYPE, type.wireName()));
    }
    for (TaskStatus status : TaskStatus.values()) {
      STATUSES.put(status, header(LifecycleHeaders.STATUS, status.wireName()));
    }
  }

  private final String topic;
  private final ByteArrayOutputStream utf8 = new ByteArrayOutputStream(4 * 1024);

  /** By task id, the oldest first. */
  private final Map<String, EncodedStart> starts = new LinkedHashMap<>();

  /**
   * @param topic a pool's lifecycle topic
   */
  public LifecycleEncoder(String topic) {
    this.topic = topic;
  }

  /** The record of an event; its key is the task's id. */
  public ProducerRecord<byte[], byte[]> encode(int partition, LifecycleEvent event) {
    try {
      Task task = event.task();
      EncodedStart start = start(task);
      return new ProducerRecord<>(
          topic, partition, start.id(), value(event, start), headers(event, start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EncodedStart start(Task task) throws IOException {
    TaskStart start = task.start();
    EncodedStart known = task.isLive() ? starts.get(task.id()) : starts.remove(task.id());
    if (known != null && known.start().equals(start)) {
      return known;
    }
    EncodedStart encoded = EncodedStart.of(start);
    if (task.isLive() && encoded.size() <= LARGEST_REMEMBERED) {
      starts.put(task.id(), encoded);
      if (starts.size() > MOST_REMEMBERED) {
        starts.remove(starts.keySet().iterator().next());
      }
    }
    return encoded;
  }

  private byte[] value(LifecycleEvent event, EncodedStart start) throws IOException {
    utf8.reset();
    try (JsonGenerator json = Json.FACTORY.createGenerator(utf8)) {
      json.writeStartObject();
      LifecycleCodec.write(json, event, (part, to, _) -> start.write(part, to, utf8));
      json.writeEndObject();
    }
    return utf8.toByteArray();
  }

  private static List<Header> headers(LifecycleEvent event, EncodedStart start) {
    Task task = event.task();
    List<Header> headers = new ArrayList<>(start.headers().size() + 3);
    headers.add(TYPES.get(event.type()));
    headers.add(header(LifecycleHeaders.VERSION, Long.toString(task.version())));
    headers.add(STATUSES.get(task.status()));
    headers.addAll(start.headers());
    return headers;
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
