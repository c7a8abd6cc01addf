package io.offstage.agent.model;

/** Tokens; 0 where the provider does not say. */
public record Usage(long inputTokens, long outputTokens, long totalTokens) {

  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        totalTokens + other.totalTokens);
  }
}
