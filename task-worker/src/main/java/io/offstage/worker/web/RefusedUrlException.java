package io.offstage.worker.web;

/** A URL that leads nowhere, or where it must not; the message is for the model. */
public final class RefusedUrlException extends Exception {

  private static final long serialVersionUID = 1;

  RefusedUrlException(String message) {
    super(message);
  }
}
