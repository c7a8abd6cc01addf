package io.offstage.client;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gateway refused a call, failed at it, or could not be reached. */
public final class OffstageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list
  private final List<Issue> issues;

  /**
   * One field of a request that is not as it should be.
   *
   * @param field its path
   * @param message what is wrong with it
   */
  public record Issue(String field, String message) implements java.io.Serializable {}

  OffstageException(int status, String error, List<Issue> issues) {
    super(sentence(error, issues));
    this.status = status;
    this.error = error;
    this.issues = List.copyOf(issues);
  }

  OffstageException(String error, @Nullable Throwable cause) {
    super(error, cause);
    this.status = 0;
    this.error = error;
    this.issues = List.of();
  }

  private static String sentence(String error, List<Issue> issues) {
    return issues.isEmpty()
        ? error
        : issues.stream()
            .map(issue -> issue.field() + ": " + issue.message())
            .collect(Collectors.joining("; ", error + ": ", ""));
  }

  /** The HTTP status; 0 where no answer came. */
  public int status() {
    return status;
  }

  /** The gateway's own sentence, without the issues. */
  public String error() {
    return error;
  }

  /** What is wrong with the request, field by field; empty for other errors. */
  public List<Issue> issues() {
    return issues;
  }
}
