package io.offstage.settings;

/**
 * A value that must not be seen: {@code toString} is always {@code ***}.
 *
 * @param value the secret itself; empty when none is configured
 */
public record Secret(String value) {

  /** No secret configured. */
  public static final Secret NONE = new Secret("");

  /** The text without what looks like a password in an address or a query. */
  static String hiddenIn(String text) {
    return text.replaceAll("(//[^/@\\s:]*:)[^/\\s]*@", "$1***@")
        .replaceAll("(?i)(password=)[^&\\s]*", "$1***");
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return "***";
  }
}
