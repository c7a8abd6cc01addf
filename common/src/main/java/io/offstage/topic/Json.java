package io.offstage.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The JSON factories of the codecs, and how dates look. */
final class Json {

  /** For commands, which anybody may write. */
  static final JsonFactory COMMANDS = nestedAtMost(210);

  /**
   * For everything else. Deeper than a command may be, because a snapshot holds what came in one
   * level further down, and one that cannot be read stops its partition.
   */
  static final JsonFactory FACTORY = nestedAtMost(250);

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  private static JsonFactory nestedAtMost(int levels) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(levels).maxNameLength(1_000).build())
        .build();
  }

  /** ISO-8601, UTC, always with milliseconds. */
  static String date(Instant at) {
    return MILLIS.format(at);
  }

  /** Writes one JSON object. */
  static String object(Body body) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  static void optional(JsonGenerator json, String name, @Nullable Instant value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, date(value));
    }
  }

  static void optional(JsonGenerator json, String name, @Nullable Long value) throws IOException {
    if (value != null) {
      json.writeNumberField(name, value);
    }
  }

  static void raw(JsonGenerator json, String name, io.offstage.task.RawJson value)
      throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(value.text());
  }

  /** The fields of an object. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
