package io.offstage.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the text of a setting must be, and how such a value is written.
 *
 * @param name for the reference: {@code integer, 1 to 65535}
 * @param expected for messages: {@code an integer from 1 to 65535}
 * @param parser never throws
 * @param writer the inverse of {@code parser}
 */
record ValueType<T>(
    String name, String expected, Function<String, Parsed<T>> parser, Function<T, String> writer) {

  /** The outcome of parsing one text. */
  sealed interface Parsed<T> {
    /** It is one. */
    record Good<T>(T value) implements Parsed<T> {}

    /** It is not; {@code hint} follows "expected …, found …" and may be empty. */
    record Bad<T>(String hint) implements Parsed<T> {}
  }

  Parsed<T> parse(String text) {
    return parser.apply(text);
  }

  static <T> Parsed<T> good(T value) {
    return new Parsed.Good<>(value);
  }

  static <T> Parsed<T> bad() {
    return new Parsed.Bad<>("");
  }

  static ValueType<String> text() {
    return new ValueType<>("text", "text", ValueType::good, v -> v);
  }

  /** Text that matches {@code pattern} as a whole; {@code expected} says what that is. */
  static ValueType<String> text(String expected, Pattern pattern) {
    return new ValueType<>(
        "text", expected, t -> pattern.matcher(t).matches() ? good(t) : bad(), v -> v);
  }

  static ValueType<Boolean> bool() {
    return new ValueType<>(
        "true|false",
        "true or false",
        t ->
            switch (t) {
              case "true" -> good(true);
              case "false" -> good(false);
              default -> bad();
            },
        v -> Boolean.toString(v));
  }

  static ValueType<Integer> integer(int least, int most) {
    return new ValueType<>(
        "integer, " + least + " to " + most,
        "an integer from " + least + " to " + most,
        t -> {
          if (!t.matches("[+-]?\\d{1,10}")) {
            return bad();
          }
          long value = Long.parseLong(t);
          return value < least || value > most ? bad() : good((int) value);
        },
        v -> Integer.toString(v));
  }

  /** A fraction between 0 (exclusive) and 1 (inclusive). */
  static ValueType<Double> fraction() {
    return new ValueType<>(
        "fraction",
        "a fraction above 0 and at most 1",
        t -> {
          if (!t.matches("\\d(\\.\\d{1,9})?")) {
            return bad();
          }
          double value = Double.parseDouble(t);
          return value > 0 && value <= 1 ? good(value) : bad();
        },
        v -> Double.toString(v));
  }

  static ValueType<Duration> duration(Duration least, Duration most) {
    return new ValueType<>(
        "duration, " + Durations.write(least) + " to " + Durations.write(most),
        "a duration from " + Durations.write(least) + " to " + Durations.write(most),
        t ->
            Durations.parse(t) instanceof Parsed.Good<Duration>(Duration value)
                    && (value.compareTo(least) < 0 || value.compareTo(most) > 0)
                ? bad()
                : Durations.parse(t),
        Durations::write);
  }

  /** A size in bytes; the value is the number of bytes. */
  static ValueType<Long> size(long least, long most) {
    return new ValueType<>(
        "size, " + Sizes.write(least) + " to " + Sizes.write(most),
        "a size from " + Sizes.write(least) + " to " + Sizes.write(most),
        t ->
            Sizes.parse(t) instanceof Parsed.Good<Long>(Long value)
                    && (value < least || value > most)
                ? bad()
                : Sizes.parse(t),
        Sizes::write);
  }

  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(ValueType::lower)
            .collect(Collectors.joining("|"));
    return new ValueType<>(
        names,
        names.replace("|", " or "),
        t ->
            Arrays.stream(type.getEnumConstants())
                .filter(e -> lower(e).equals(t))
                .findFirst()
                .map(ValueType::good)
                .orElseGet(ValueType::bad),
        ValueType::lower);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
