package io.offstage.topic;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** Values of topic configs, which Kafka gives as text. */
final class ConfigValue {

  private ConfigValue() {}

  /** Whether two texts mean the same: lists have no order, numbers many spellings. */
  static boolean same(String a, String b) {
    return a.equals(b) || parts(a).equals(parts(b)) || (isNumber(a) && isNumber(b) && equal(a, b));
  }

  static Set<String> parts(String list) {
    return Set.copyOf(List.of(list.split("\\s*,\\s*")));
  }

  private static boolean isNumber(String text) {
    return text.matches("-?\\d+(\\.\\d+)?");
  }

  private static boolean equal(String a, String b) {
    return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
  }
}
