package io.offstage.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.offstage.task.RawJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each kept as its text and taken out by name and type. A field that
 * is {@code null} counts as absent. What nobody has taken is {@link #rest}. Every error names the
 * field.
 */
public final class JsonFields {

  private final String path;
  private final Map<String, JsonValue> fields;

  /**
   * Fields that have been read already.
   *
   * @param path put before field names in errors
   * @param fields by name; what is taken out is removed
   */
  JsonFields(String path, Map<String, JsonValue> fields) {
    this.path = path;
    this.fields = fields;
  }

  /** Reads UTF-8 that must hold exactly one JSON object. */
  public static JsonFields of(byte @Nullable [] utf8) throws MalformedRecord {
    return of("", JsonValue.decode(utf8), Json.FACTORY);
  }

  /** The same for a command, which may not be nested as deep as what is made of it. */
  static JsonFields ofCommand(byte @Nullable [] utf8) throws MalformedRecord {
    return of("", JsonValue.decode(utf8), Json.COMMANDS);
  }

  /** Takes apart what {@link #rawObject} gave. */
  public static JsonFields of(RawJson object) throws MalformedRecord {
    return of("", object.text());
  }

  /**
   * Reads a text that must hold exactly one JSON object; {@code path} is put before field names in
   * errors.
   */
  static JsonFields of(String path, String text) throws MalformedRecord {
    return of(path, text, Json.FACTORY);
  }

  private static JsonFields of(String path, String text, JsonFactory factory)
      throws MalformedRecord {
    return new JsonFields(path, JsonValue.fields(path, text, factory));
  }

  /** The string of this name, or null. */
  public @Nullable String string(String name) throws MalformedRecord {
    JsonValue value = fields.remove(name);
    if (value == null) {
      return null;
    }
    if (value.token() != JsonToken.VALUE_STRING || value.scalar() == null) {
      throw wrong(name, "a string", value);
    }
    return value.scalar();
  }

  /** The string of this name, which must be there and not be empty. */
  public String requiredString(String name) throws MalformedRecord {
    String value = string(name);
    if (value == null || value.isEmpty()) {
      throw new MalformedRecord(path + name + ": is required");
    }
    return value;
  }

  /** The string of this name, which must satisfy a rule that is told if it does not. */
  public String requiredString(String name, Predicate<String> rule, String told)
      throws MalformedRecord {
    String value = requiredString(name);
    if (!rule.test(value)) {
      throw new MalformedRecord(
          path + name + ": must be " + told + ", was " + JsonValue.quote(value));
    }
    return value;
  }

  /** The whole number of this name within bounds, or null. Written as 3.0 or 3e2 it is one too. */
  public @Nullable Long wholeNumber(String name, long least, long most) throws MalformedRecord {
    JsonValue value = fields.remove(name);
    if (value == null) {
      return null;
    }
    String expected = "a whole number from " + least + " to " + most;
    if (!value.token().isNumeric()) {
      throw wrong(name, expected, value);
    }
    try {
      long number = new BigDecimal(value.raw()).longValueExact();
      if (number >= least && number <= most) {
        return number;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(name, expected, value);
    }
    throw wrong(name, expected, value);
  }

  public long wholeNumber(String name, long least, long most, long otherwise)
      throws MalformedRecord {
    Long value = wholeNumber(name, least, most);
    return value == null ? otherwise : value;
  }

  /** The number of this name within bounds. */
  public double number(String name, double least, double most, double otherwise)
      throws MalformedRecord {
    JsonValue value = fields.remove(name);
    if (value == null) {
      return otherwise;
    }
    String expected = "a number from " + least + " to " + most;
    if (!value.token().isNumeric()) {
      throw wrong(name, expected, value);
    }
    double number = Double.parseDouble(value.raw());
    if (number < least || number > most) {
      throw wrong(name, expected, value);
    }
    return number;
  }

  /** The milliseconds of this name, at least {@code least}, at most some centuries; or null. */
  public @Nullable Duration millis(String name, long least) throws MalformedRecord {
    Long value = wholeNumber(name, least, 10_000_000_000_000L);
    return value == null ? null : Duration.ofMillis(value);
  }

  public boolean bool(String name, boolean otherwise) throws MalformedRecord {
    JsonValue value = fields.remove(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.token().isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value.token() == JsonToken.VALUE_TRUE;
  }

  /**
   * The ISO-8601 date of this name, to the millisecond, or null. It may have any offset; its year,
   * there and in UTC, has four digits.
   */
  public @Nullable Instant date(String name) throws MalformedRecord {
    String value = string(name);
    if (value == null) {
      return null;
    }
    try {
      if (!value.startsWith("+") && !value.startsWith("-")) {
        Instant at = OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MILLIS);
        if (Json.isDate(at)) {
          return at;
        }
      }
    } catch (DateTimeException e) {
      throw noDate(name, value);
    }
    throw noDate(name, value);
  }

  private MalformedRecord noDate(String name, String value) {
    return new MalformedRecord(
        path
            + name
            + ": must be an ISO-8601 date with an offset (2026-01-31T12:00:00Z), was "
            + JsonValue.quote(value));
  }

  public Instant requiredDate(String name) throws MalformedRecord {
    Instant value = date(name);
    if (value == null) {
      throw new MalformedRecord(path + name + ": is required");
    }
    return value;
  }

  /** Whatever value this name has, or null. */
  public @Nullable RawJson raw(String name) {
    JsonValue value = fields.remove(name);
    return value == null ? null : new RawJson(value.raw());
  }

  /** The object of this name as it came, or null. */
  public @Nullable RawJson rawObject(String name) throws MalformedRecord {
    JsonValue value = fields.remove(name);
    if (value != null && value.token() != JsonToken.START_OBJECT) {
      throw wrong(name, "an object", value);
    }
    return value == null ? null : new RawJson(value.raw());
  }

  /** The object of this name, to be taken apart, or null. */
  public @Nullable JsonFields object(String name) throws MalformedRecord {
    RawJson value = rawObject(name);
    return value == null ? null : of(path + name + ".", value.text());
  }

  /** The strings of the array of this name; none where it is absent. */
  public List<String> strings(String name) throws MalformedRecord {
    List<String> out = new ArrayList<>();
    for (RawJson element : array(name)) {
      if (!element.text().startsWith("\"")) {
        throw new MalformedRecord(path + name + ": must be an array of strings");
      }
      out.add(JsonValue.unquote(element.text()));
    }
    return out;
  }

  /** The elements of the array of this name as they came; none where it is absent. */
  public List<RawJson> array(String name) throws MalformedRecord {
    JsonValue value = fields.remove(name);
    if (value == null) {
      return List.of();
    }
    if (value.token() != JsonToken.START_ARRAY) {
      throw wrong(name, "an array", value);
    }
    try {
      return value.elements();
    } catch (IOException e) {
      throw new MalformedRecord(path + name + ": not JSON");
    }
  }

  /** The objects of the array of this name, each to be taken apart. */
  public List<JsonFields> objects(String name) throws MalformedRecord {
    List<JsonFields> out = new ArrayList<>();
    for (RawJson element : array(name)) {
      out.add(of(path + name + "[" + out.size() + "].", element.text()));
    }
    return out;
  }

  /** The same fields with one of them under another name. */
  JsonFields renamed(String from, String to) {
    JsonValue value = fields.remove(from);
    if (value != null) {
      fields.put(to, value);
    }
    return this;
  }

  /** What nobody has taken. */
  public Map<String, RawJson> rest() {
    if (fields.isEmpty()) {
      return Map.of();
    }
    Map<String, RawJson> out = new LinkedHashMap<>();
    fields.forEach((name, value) -> out.put(name, new RawJson(value.raw())));
    return out;
  }

  private MalformedRecord wrong(String name, String expected, JsonValue value) {
    return new MalformedRecord(
        path + name + ": must be " + expected + ", was " + JsonValue.quote(value.raw()));
  }
}
