package io.offstage.worker.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How tools' values become JSON and back: dates in ISO-8601, {@code Optional} as value or absent,
 * {@link RawJson} as the text it is, unknown fields ignored.
 */
public final class ToolJson {

  /**
   * Well below what reads a command or a snapshot allows: a result stands two levels down in its
   * own snapshot, four in that of a task that is told of it.
   */
  private static final int DEEPEST = 198;

  private static final int LONGEST_NAME = 1_000;

  static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().recyclerPool(buffers()).build())
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule().addSerializer(new RawJsonSerializer()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /** Reads no more than can be carried in records. */
  static final JsonFactory CHECKING = checking();

  private ToolJson() {}

  /** Shared by all threads: a virtual thread's own would be made anew for every attempt. */
  private static RecyclerPool<BufferRecycler> buffers() {
    return JsonRecyclerPools.sharedConcurrentDequePool();
  }

  private static JsonFactory checking() {
    return JsonFactory.builder()
        .recyclerPool(buffers())
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNameLength(LONGEST_NAME)
                .build())
        .build();
  }

  /**
   * A value as JSON.
   *
   * @throws NonRetryableException if Jackson cannot write it
   */
  public static RawJson write(@Nullable Object value) {
    if (value instanceof RawJson json) {
      return json;
    }
    try {
      return new RawJson(MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new NonRetryableException(
          "a value of %s cannot be written as JSON: %s"
              .formatted(value == null ? "null" : value.getClass().getName(), told(e)),
          e);
    }
  }

  /**
   * What keeps a text from being carried in records: not one JSON value, nested too deep, a name
   * too long; or null.
   */
  public static @Nullable String flaw(RawJson json) {
    try (JsonParser parser = CHECKING.createParser(json.text())) {
      if (parser.nextToken() == null) {
        return "not JSON: empty";
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null ? null : "not JSON: more follows after the first value";
    } catch (JsonProcessingException e) {
      return "not JSON that can be kept: " + e.getOriginalMessage();
    } catch (IOException e) {
      return "not JSON: " + e.getMessage();
    }
  }

  /**
   * The text of one field of an object, as it stands there.
   *
   * @param object flawless, and has the field
   */
  static RawJson field(RawJson object, String name) throws IOException {
    String text = object.text();
    try (JsonParser parser = CHECKING.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(name);
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        if (wanted) {
          return new RawJson(text.substring(from, (int) parser.currentLocation().getCharOffset()));
        }
      }
    }
    throw new IllegalArgumentException("no field " + name);
  }

  /** What is wrong, with a JSON pointer to where, and without the text around it. */
  static String told(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return e.getOriginalMessage();
    }
    return mapping.getPath().stream()
        .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
        .map(step -> step.replace("~", "~0").replace("/", "~1"))
        .collect(Collectors.joining("/", "/", ": " + e.getOriginalMessage()));
  }

  private static final class RawJsonSerializer extends StdSerializer<RawJson> {

    private static final long serialVersionUID = 1;

    RawJsonSerializer() {
      super(RawJson.class);
    }

    @Override
    public void serialize(RawJson value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeRawValue(value.text());
    }
  }
}
