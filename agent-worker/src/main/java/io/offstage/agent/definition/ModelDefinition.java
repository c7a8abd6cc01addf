package io.offstage.agent.definition;

import org.jspecify.annotations.Nullable;

/**
 * One language model and how to ask it.
 *
 * @param kind which protocol it speaks
 * @param provider the name that the file uses
 * @param model the provider's name for it
 * @param baseUrl where it is; absent: the provider's own address
 * @param tokenKey name of the environment variable that holds the API key; absent: the provider's
 *     usual one
 */
public record ModelDefinition(
    Kind kind,
    String provider,
    String model,
    @Nullable String baseUrl,
    @Nullable String tokenKey,
    Sampling sampling) {

  /** What a provider speaks. */
  public enum Kind {
    OPENAI,
    ANTHROPIC,
    OLLAMA,
    /** The small deterministic model that is built in. */
    DEMO
  }

  /** How answers are drawn; what is absent is left to the provider. */
  public record Sampling(
      @Nullable Double temperature,
      @Nullable Integer maxTokens,
      @Nullable Double topP,
      @Nullable Double frequencyPenalty,
      @Nullable Double presencePenalty,
      @Nullable Boolean parallelToolCalls) {

    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null);
  }

  /** As users write it: {@code provider/model}. */
  public String ref() {
    return provider + "/" + model;
  }
}
