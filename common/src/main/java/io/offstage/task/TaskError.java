package io.offstage.task;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, for people (message, stack) and for programs (code).
 *
 * @param message one or more sentences
 * @param code why
 * @param stack where, if the tool told
 */
public record TaskError(String message, ErrorCode code, @Nullable String stack) {

  public static TaskError of(ErrorCode code, String message) {
    return new TaskError(message, code, null);
  }
}
