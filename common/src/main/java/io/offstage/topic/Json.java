package io.offstage.topic;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
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

  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Json() {}

  private static JsonFactory nestedAtMost(int levels) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(levels).maxNameLength(1_000).build())
        .build();
  }

  /** Whether it is of a year of four digits, the only ones that records have. */
  static boolean isDate(Instant at) {
    return !at.isBefore(EARLIEST) && !at.isAfter(LATEST);
  }

  /** ISO-8601, UTC, always with milliseconds; what records cannot tell is the nearest they can. */
  static String date(Instant at) {
    Instant told = at.isBefore(EARLIEST) ? EARLIEST : at.isAfter(LATEST) ? LATEST : at;
    LocalDateTime utc = LocalDateTime.ofEpochSecond(told.getEpochSecond(), told.getNano(), UTC);
    char[] text = "0000-00-00T00:00:00.000Z".toCharArray();
    digits(text, 0, 4, utc.getYear());
    digits(text, 5, 2, utc.getMonthValue());
    digits(text, 8, 2, utc.getDayOfMonth());
    digits(text, 11, 2, utc.getHour());
    digits(text, 14, 2, utc.getMinute());
    digits(text, 17, 2, utc.getSecond());
    digits(text, 20, 3, utc.getNano() / 1_000_000);
    return new String(text);
  }

  private static void digits(char[] text, int from, int count, int number) {
    int rest = number;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Writes one JSON object, as UTF-8. */
  static byte[] object(Body body) {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(utf8)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return utf8.toByteArray();
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
