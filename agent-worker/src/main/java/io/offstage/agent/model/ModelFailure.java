package io.offstage.agent.model;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RetriableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A model did not answer; its message may be shown to whoever asked. */
public final class ModelFailure extends Exception {

  private static final long serialVersionUID = 1;

  private final boolean retryable;
  private final String kind;

  ModelFailure(String message, String kind, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryable = retryable;
  }

  static ModelFailure of(Throwable thrown) {
    String message = thrown.getMessage();
    return new ModelFailure(
        message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message,
        thrown.getClass().getSimpleName(),
        isRetryable(thrown),
        thrown);
  }

  /** The same call may succeed a little later. */
  public boolean isRetryable() {
    return retryable;
  }

  /** Whether the provider has understood the request, and will not have it. */
  boolean isRefusal() {
    for (Throwable t = getCause(); t != null; t = t.getCause()) {
      if (t instanceof HttpException http) {
        return http.statusCode() == 400;
      }
    }
    return false;
  }

  /** A word for the kind of failure. */
  public String kind() {
    return kind;
  }

  /** The same failure, not to be tried again. */
  ModelFailure lasting() {
    return new ModelFailure(String.valueOf(getMessage()), kind, false, this);
  }

  private static boolean isRetryable(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      switch (t) {
        case RetriableException _, IOException _, UncheckedIOException _ -> {
          return true;
        }
        case HttpException http -> {
          return http.statusCode() == 408 || http.statusCode() == 429 || http.statusCode() >= 500;
        }
        case NonRetriableException _ -> {
          return false;
        }
        default -> {}
      }
    }
    return false;
  }
}
