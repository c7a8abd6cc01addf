package io.offstage.settings;

import java.util.regex.Pattern;

/** Types of text that several features share. */
final class Patterns {
  /** Topic names allow more, but {@code .} separates and {@code _} collides with it in metrics. */
  static final Pattern POOL_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):\\d{1,5}");
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,39}");
  private static final Pattern NOT_BLANK = Pattern.compile("(?s).*\\S.*");

  private Patterns() {}

  static ValueType<String> hostAndPort() {
    return ValueType.text("host:port", HOST_AND_PORT);
  }

  static ValueType<String> poolName() {
    return ValueType.text("a pool's name (lower-case letters, digits and dashes)", POOL_NAME);
  }

  static ValueType<String> schema() {
    return ValueType.text(
        "a schema's name (lower-case letters, digits and underscores, at most 40)", SCHEMA);
  }

  static ValueType<String> notBlank() {
    return ValueType.text("text that is not blank", NOT_BLANK);
  }
}
