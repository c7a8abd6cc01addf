package io.offstage.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code key=value} flags as values by key; of a key given twice the last one counts. */
final class Flags {
  private static final Pattern FLAG = Pattern.compile("([^=]+)=(.*)", Pattern.DOTALL);
  private static final Pattern KEY_PART = Pattern.compile("^[A-Za-z0-9._-]*");

  private Flags() {}

  static Map<String, Value> read(List<String> flags, Problems problems) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String flag : flags) {
      Matcher match = FLAG.matcher(flag);
      if (match.matches()) {
        String key = match.group(1).strip();
        values.put(KafkaKeys.canonical(key), Value.Text.of(Origin.flag(key), match.group(2)));
      } else {
        Matcher part = KEY_PART.matcher(flag);
        problems.add(Origin.flag(part.find() ? part.group() : ""), "expected key=value");
      }
    }
    return values;
  }
}
