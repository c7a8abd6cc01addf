package io.offstage.gateway.tail;

/** A text that no stream has sent as a cursor. */
public final class MalformedCursor extends Exception {

  private static final long serialVersionUID = 1;

  MalformedCursor(String message) {
    super(message);
  }
}
