package io.offstage.settings;

/**
 * A value that must not be seen: {@code toString} is always {@code ***}.
 *
 * @param value the secret itself; empty when none is configured
 */
public record Secret(String value) {

  /** No secret configured. */
  public static final Secret NONE = new Secret("");

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return "***";
  }
}
