package io.offstage.task;

import java.util.Objects;

/**
 * One JSON value as the text it came in: no number is rounded, no key reordered, nothing parsed
 * that need not be.
 *
 * @param text a complete JSON value; whoever makes one answers for that
 */
public record RawJson(String text) {

  public static final RawJson NULL = new RawJson("null");
  public static final RawJson EMPTY_OBJECT = new RawJson("{}");

  public RawJson {
    Objects.requireNonNull(text, "text");
  }

  /** Length of the value in UTF-8 bytes, which is what every limit counts. */
  public int sizeInBytes() {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  @Override
  public String toString() {
    return text;
  }
}
