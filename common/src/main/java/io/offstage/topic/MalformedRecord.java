package io.offstage.topic;

/**
 * A record that cannot be understood. The message names the field and what is wrong with it, and
 * never repeats a value at length.
 */
public final class MalformedRecord extends Exception {

  private static final long serialVersionUID = 1;

  public MalformedRecord(String message) {
    super(message);
  }
}
