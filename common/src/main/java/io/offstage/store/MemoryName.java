package io.offstage.store;

import java.nio.charset.StandardCharsets;

/** What a name in the keys of {@code memory} may be: Postgres bounds what an index entry holds. */
final class MemoryName {

  private static final int LONGEST = 512;

  private MemoryName() {}

  /**
   * Throws IllegalArgumentException unless the name has 1 to 512 bytes in UTF-8, none of them 0.
   */
  static void check(String what, String name) {
    int size = name.getBytes(StandardCharsets.UTF_8).length;
    if (size < 1 || size > LONGEST) {
      throw new IllegalArgumentException(
          "%s must have 1 to %d bytes, has %d".formatted(what, LONGEST, size));
    }
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " must not contain U+0000");
    }
  }
}
