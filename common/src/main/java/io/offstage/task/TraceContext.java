package io.offstage.task;

import org.jspecify.annotations.Nullable;

/**
 * Whose trace something belongs to, as W3C Trace Context has it.
 *
 * @param traceparent {@code version-traceid-parentid-flags}, lower case hexadecimal
 * @param tracestate what vendors add, at most 512 characters of ASCII; null for nothing
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {

  private static final int LENGTH = 55;
  private static final int LONGEST_STATE = 512;

  /**
   * What two headers say. A {@code traceparent} that the recommendation calls invalid counts as
   * absent, and so does a {@code tracestate} that is too long or not printable.
   */
  public static @Nullable TraceContext of(
      @Nullable String traceparent, @Nullable String tracestate) {
    if (traceparent == null || !isValid(traceparent)) {
      return null;
    }
    boolean fits =
        tracestate != null
            && !tracestate.isBlank()
            && tracestate.length() <= LONGEST_STATE
            && tracestate.chars().allMatch(c -> c >= ' ' && c <= '~');
    return new TraceContext(traceparent, fits ? tracestate : null);
  }

  /** 32 hexadecimal digits, the same for everything that follows from one request. */
  public String traceId() {
    return traceparent.substring(3, 35);
  }

  private static boolean isValid(String text) {
    if (text.length() < LENGTH
        || text.length() > LONGEST_STATE
        || text.startsWith("ff")
        || (text.length() > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-'))) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 2 || i == 35 || i == 52;
      if (dash ? c != '-' : !isHex(c)) {
        return false;
      }
    }
    return !isZero(text, 3, 35) && !isZero(text, 36, 52) && isPlain(text);
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static boolean isZero(String text, int from, int to) {
    return text.chars().skip(from).limit(to - from).allMatch(c -> c == '0');
  }

  private static boolean isPlain(String text) {
    return text.length() == LENGTH || text.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
