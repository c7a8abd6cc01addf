package io.offstage.topic;

import org.jspecify.annotations.Nullable;

/**
 * The cluster did not answer in time, or refused. What was begun may have taken effect; repeating
 * it is safe.
 */
public final class TopicsUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicsUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
