package io.offstage.settings;

import io.offstage.settings.ValueType.Parsed;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 1h30m}, {@code PT5M}. */
final class Durations {
  private static final Pattern PARTS = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Durations() {}

  static Parsed<Duration> parse(String text) {
    if (PARTS.matcher(text).matches()) {
      return ValueType.good(sum(text));
    }
    if (text.matches("[+-]?\\d+([.]\\d+)?")) {
      return new Parsed.Bad<>("the unit is missing: write " + text + "s or " + text + "ms");
    }
    if (!text.startsWith("P")) {
      return new Parsed.Bad<>("write for example 500ms, 30s, 5m, 1h, 14d or PT30S");
    }
    try {
      return ValueType.good(Duration.parse(text));
    } catch (DateTimeParseException | ArithmeticException notIso) {
      return new Parsed.Bad<>("this is no ISO-8601 duration; write for example PT30S");
    }
  }

  private static Duration sum(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long amount = Long.parseLong(part.group(1));
      sum =
          switch (part.group(2)) {
            case "ms" -> sum.plusMillis(amount);
            case "s" -> sum.plusSeconds(amount);
            case "m" -> sum.plusMinutes(amount);
            case "h" -> sum.plusHours(amount);
            default -> sum.plusDays(amount);
          };
    }
    return sum;
  }

  static Duration least(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** In the largest unit that divides it. Days only from two days on: {@code 24h}, {@code 14d}. */
  static String write(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 86_400_000 == 0 && millis > 86_400_000) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0 && millis > 60_000) {
      return millis / 60_000 + "m";
    }
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }
}
