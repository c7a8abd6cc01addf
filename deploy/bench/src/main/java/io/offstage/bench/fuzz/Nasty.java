package io.offstage.bench.fuzz;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Values that some reader somewhere did not expect, as JSON text. */
final class Nasty {

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-1",
          "1",
          "1.5",
          "3.0",
          "3e2",
          "1e400",
          "-1e400",
          "1e-400",
          "1e999999999",
          "1e-999999999",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "0.1000000000000000055511151231257827",
          "007",
          "+1",
          "NaN",
          "Infinity",
          "0x10",
          "'single'",
          "undefined",
          "\"\"",
          "\" \"",
          "\"7\"",
          "\"true\"",
          "\"null\"",
          "\"a b\"",
          "\"\\u0000\"",
          "\"\\u0001\\u001f\\u007f\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\ufffd\"",
          "\"\\u202e\"",
          "\"line\\nfeed\\r\\ttab\"",
          "\"\u0007\"",
          "\"\n\"",
          "\"\\x\"",
          "\"unended",
          "\"é\uD83D\uDE00\"",
          "\"../../etc/passwd\"",
          "\"a/b%2Fc{agentId}\"",
          "\"thread:x/y\"",
          "\"limit:global\"",
          "\"No Such Pool\"",
          "\"agents\"",
          "\"completed\"",
          "\"running\"",
          "\"fallback-sync\"",
          "\"2026-02-30T00:00:00Z\"",
          "\"2026-01-31\"",
          "\"2026-01-31T12:00:00\"",
          "\"0000-01-01T00:00:00Z\"",
          "\"0000-01-01T00:00:00+18:00\"",
          "\"9999-12-31T23:59:59.999999999-18:00\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-0001-01-01T00:00:00Z\"",
          "\"1969-12-31T23:59:59.999Z\"",
          "[]",
          "[null]",
          "[\"\"]",
          "[1]",
          "[\"a\",\"a\"]",
          "[\"\\ud800\"]",
          "[{\"a\":[]}]",
          "[,]",
          "{}",
          "{\"\":1}",
          "{\"a\":1,\"a\":2}",
          "{\"a\":NaN}",
          "{\"a\":1,}",
          "{/*c*/}",
          "{\"type\":\"background-task-started\"}");

  private static final Map<String, String> UNITS =
      Map.of("[", "]", "{\"a\":", "}", "[{\"a\":", "}]");

  private final SplittableRandom random;

  Nasty(SplittableRandom random) {
    this.random = random;
  }

  String value() {
    return switch (random.nextInt(12)) {
      case 0 -> nested(pick(List.of(5, 100, 150, 195, 200, 205, 208, 209, 210, 211, 250, 400)));
      case 1 -> "\"" + "x".repeat(pick(List.of(127, 128, 129, 1_000, 40_000))) + "\"";
      case 2 -> "{\"" + "n".repeat(pick(List.of(999, 1_000, 1_001, 60_000))) + "\":1}";
      case 3 -> "9".repeat(pick(List.of(19, 20, 400, 999, 1_001, 5_000)));
      default -> pick(VALUES);
    };
  }

  private String nested(int levels) {
    List<String> openings = UNITS.keySet().stream().sorted().toList();
    String opening = pick(openings);
    String closing = UNITS.getOrDefault(opening, "");
    int units = levels / closing.length();
    boolean cutOff = random.nextInt(10) == 0;
    return opening.repeat(units) + "1" + (cutOff ? "" : closing.repeat(units));
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
