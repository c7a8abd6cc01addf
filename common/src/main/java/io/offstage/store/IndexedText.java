package io.offstage.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a name from outside stands in an indexed column. Postgres cannot store U+0000
 * and cannot index more than 2,700 bytes; a record that holds either must not stop the log. Values
 * up to 200 characters stand as they are, longer ones as a prefix and their SHA-256. Filters take
 * the same form, so they match exactly.
 */
final class IndexedText {

  private static final int LONGEST = 200;
  private static final int PREFIX = 120;

  private IndexedText() {}

  static @Nullable String ofNullable(@Nullable String value) {
    return value == null ? null : of(value);
  }

  static String of(String value) {
    String storable = value.replace('\0', '\uFFFD');
    return storable.length() <= LONGEST
        ? storable
        : storable.substring(0, PREFIX) + '#' + sha256(storable);
  }

  private static String sha256(String value) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
