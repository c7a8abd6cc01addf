package io.offstage.gateway.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.offstage.task.RawJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object in the making, on one line. Fields stand in the order they are put; an absent
 * value is an absent field; raw JSON goes in as it is.
 */
public final class JsonObject {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder(256).append('{');

  public JsonObject put(String name, @Nullable String value) {
    if (value != null) {
      name(name);
      quote(text, value);
    }
    return this;
  }

  public JsonObject put(String name, long value) {
    name(name).append(value);
    return this;
  }

  public JsonObject put(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  /** ISO-8601, UTC, with milliseconds. */
  public JsonObject put(String name, @Nullable Instant value) {
    return put(name, value == null ? null : MILLIS.format(value));
  }

  public JsonObject put(String name, @Nullable RawJson value) {
    return value == null ? this : raw(name, value.text());
  }

  public JsonObject put(String name, JsonObject value) {
    return raw(name, value.toString());
  }

  /** An array of strings. */
  public JsonObject put(String name, Collection<String> values) {
    StringJoiner array = new StringJoiner(",", "[", "]");
    values.forEach(v -> array.add(quoted(v)));
    return raw(name, array.toString());
  }

  /** Whatever JSON text. */
  public JsonObject raw(String name, String json) {
    name(name).append(json);
    return this;
  }

  /** An array of whatever JSON texts. */
  public JsonObject rawArray(String name, Collection<String> elements) {
    return raw(name, "[" + String.join(",", elements) + "]");
  }

  private StringBuilder name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(text, name);
    return text.append(':');
  }

  /** A text as a JSON string. */
  public static String quoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2);
    quote(out, value);
    return out.toString();
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, out);
    out.append('"');
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
