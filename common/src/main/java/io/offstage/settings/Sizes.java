package io.offstage.settings;

import io.offstage.settings.ValueType.Parsed;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes, with binary units alone: {@code 64KiB}, {@code 4MiB}, {@code 512B}. */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
  private static final Pattern DECIMAL_UNIT = Pattern.compile("(\\d+)([kKmMgG])[bBi]?");

  private Sizes() {}

  static Parsed<Long> parse(String text) {
    Matcher size = SIZE.matcher(text);
    if (size.matches()) {
      return ValueType.good(Long.parseLong(size.group(1)) << shift(size.group(2)));
    }
    if (text.matches("[+-]?\\d+")) {
      return new Parsed.Bad<>("the unit is missing: write " + text + "B or " + text + "KiB");
    }
    Matcher decimal = DECIMAL_UNIT.matcher(text);
    if (decimal.matches()) {
      String unit = decimal.group(2).toUpperCase(Locale.ROOT) + "iB";
      return new Parsed.Bad<>("units are B, KiB, MiB and GiB: write " + decimal.group(1) + unit);
    }
    return new Parsed.Bad<>("write for example 512B, 256KiB, 4MiB or 1GiB");
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "KiB" -> 10;
      case "MiB" -> 20;
      case "GiB" -> 30;
      default -> 0;
    };
  }

  static String write(long bytes) {
    if (bytes != 0 && bytes % (1 << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes != 0 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes != 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
