package io.offstage.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a task failed, in a word that programs may switch on. */
public enum ErrorCode {
  /** The tool threw or answered with an error. */
  TOOL_ERROR,
  /** The tool said that trying again is pointless. */
  NON_RETRYABLE,
  /** An attempt passed {@code timeoutMs}. */
  TIMED_OUT,
  /** No slot came free within {@code queueTimeoutMs}. */
  QUEUE_TIMEOUT,
  /**
   * Its workers were lost as often as {@code maxDeliveries} allows, or once with {@code
   * onWorkerLoss: fail}.
   */
  WORKER_LOST,
  /** The key's limit was reached and its backpressure is {@code reject}. */
  REJECTED,
  /** The key's queue was full. */
  QUEUE_FULL,
  /** No worker of the pool knows the tool. */
  UNKNOWN_TOOL,
  /** The arguments do not satisfy the tool's input schema. */
  INVALID_ARGS,
  /** The result is larger than a snapshot may hold. */
  RESULT_TOO_LARGE,
  /** The task passed {@code totalTimeoutMs}. */
  TOTAL_TIMEOUT;

  private static final Map<String, ErrorCode> BY_WIRE_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::wireName, c -> c));

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ErrorCode> ofWireName(String name) {
    return Optional.ofNullable(BY_WIRE_NAME.get(name));
  }
}
