package io.offstage.bench.history;

/**
 * A guarantee that did not hold.
 *
 * @param guarantee its number and name
 * @param subject which task, stream or key, and where it lives
 * @param what was seen, with offsets
 */
public record Violation(String guarantee, String subject, String what) {

  @Override
  public String toString() {
    return guarantee + ": " + subject + ": " + what;
  }
}
