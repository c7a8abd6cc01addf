package io.offstage.worker.attempt;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Cutting texts to a number of UTF-8 bytes, between characters. */
final class Text {

  private Text() {}

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The longest beginning of a text that has at most this many bytes. */
  static String head(String text, int bytes) {
    if (text.length() <= bytes / 3) {
      return text;
    }
    CharBuffer in = CharBuffer.wrap(text);
    StandardCharsets.UTF_8.newEncoder().encode(in, ByteBuffer.allocate(bytes), true);
    return text.substring(0, in.position());
  }

  /**
   * The text if it has at most this many bytes; else its beginning and a note that says so, which
   * together have no more.
   */
  static String cut(String text, int bytes) {
    int all = bytes(text);
    if (all <= bytes) {
      return text;
    }
    String note = "… [cut: %d bytes, at most %d are kept]".formatted(all, bytes);
    return head(text, Math.max(0, bytes - bytes(note))) + note;
  }
}
