package io.offstage.store;

import java.util.regex.Pattern;

/** Schema names go into SQL text, where nothing can be bound. */
final class SchemaName {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private SchemaName() {}

  static String checked(String schema) {
    if (!PLAIN.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "A schema name is lower-case letters, digits and _, at most 63: " + schema);
    }
    return schema;
  }
}
