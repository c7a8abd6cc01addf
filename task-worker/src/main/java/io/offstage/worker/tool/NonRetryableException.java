package io.offstage.worker.tool;

/**
 * Thrown by a tool when trying again is pointless; its message is what the model and the operator
 * read.
 */
public class NonRetryableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public NonRetryableException(String message) {
    super(message);
  }

  public NonRetryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
