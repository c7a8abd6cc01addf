package io.offstage.dev;

import org.jspecify.annotations.Nullable;

/**
 * An embedded server that did not start, or did not stop; the message is meant for the person at
 * the terminal.
 */
public final class InfraException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InfraException(String message) {
    super(message);
  }

  InfraException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
