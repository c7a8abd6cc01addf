package io.offstage.agent.model;

import java.util.List;

/**
 * All that a model said in one call.
 *
 * @param calls tools it asks for, in its order
 * @param finishReason {@code stop}, {@code length}, {@code tool-calls}, {@code content-filter} or
 *     {@code other}
 * @param model who said it
 */
public record ModelReply(
    String text,
    String reasoning,
    List<RequestedCall> calls,
    String finishReason,
    Usage usage,
    String model) {

  /**
   * A tool call as the model wrote it.
   *
   * @param id unique within its conversation
   * @param arguments what should be a JSON object
   */
  public record RequestedCall(String id, String tool, String arguments) {}

  public ModelReply {
    calls = List.copyOf(calls);
  }
}
