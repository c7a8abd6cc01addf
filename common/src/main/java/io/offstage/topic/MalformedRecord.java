package io.offstage.topic;

/**
 * A record that cannot be understood. The message names the field and what is wrong with it, and
 * never repeats a value at length.
 */
public final class MalformedRecord extends Exception {

  private static final long serialVersionUID = 1;

  private static final int LONGEST = 500;

  /** Cuts off what is longer than 500 characters: it becomes a header of the dead letter. */
  public MalformedRecord(String message) {
    super(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…");
  }
}
