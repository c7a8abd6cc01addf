package io.offstage.settings;

import java.util.List;
import java.util.Map;

/** A value as it was written, before anybody asked for a type. */
sealed interface Value {

  Origin origin();

  /** How a message shows the value: {@code "abc"}, {@code a list}. Never call it for secrets. */
  String shown();

  /**
   * A scalar.
   *
   * @param text with variables expanded
   * @param written as it stands in the source; differs from {@code text} after an expansion, and is
   *     then what messages show, since the variable may be a secret
   */
  record Text(Origin origin, String text, String written) implements Value {

    private static final int LONGEST_SHOWN = 60;

    static Text of(Origin origin, String text) {
      return new Text(origin, text, text);
    }

    @Override
    public String shown() {
      String safe = Secret.hiddenIn(written);
      String part = safe.length() <= LONGEST_SHOWN ? safe : safe.substring(0, LONGEST_SHOWN) + "…";
      return (text.equals(written) ? "" : "the value of ") + '"' + part + '"';
    }
  }

  /** A YAML sequence. */
  record Items(Origin origin, List<Value> items) implements Value {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /** A YAML mapping; each field's origin is the line of its key. */
  record Fields(Origin origin, Map<String, Value> fields) implements Value {
    @Override
    public String shown() {
      return "a map";
    }
  }

  /** A key with nothing behind it. */
  record Nothing(Origin origin) implements Value {
    @Override
    public String shown() {
      return "nothing";
    }
  }

  /** Something whose problem has been told already; readers pass it over. */
  record Broken(Origin origin) implements Value {
    @Override
    public String shown() {
      return "nothing usable";
    }
  }
}
