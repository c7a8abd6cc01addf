package io.offstage.agent.model;

import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.offstage.agent.definition.ModelDefinition;
import io.offstage.agent.definition.ModelDefinition.Sampling;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A client for each model that has been asked for, kept. */
public final class Models {

  private static final String OPENAI_KEY = "OPENAI_API_KEY";
  private static final String ANTHROPIC_KEY = "ANTHROPIC_API_KEY";

  /** Anthropic wants a number. */
  private static final int ANTHROPIC_MAX_TOKENS = 8_192;

  /** What a compatible server that needs no key is sent. */
  private static final String NO_KEY = "none";

  private final Map<String, String> variables;
  private final Duration timeout;

  /** Shared by all runs of the worker, each of which may be the first to ask for a model. */
  private final Map<ModelDefinition, StreamingChatModel> clients = new ConcurrentHashMap<>();

  /**
   * Makes no client yet.
   *
   * @param variables the process environment, which holds the API keys
   * @param timeout of one call
   */
  public Models(Map<String, String> variables, Duration timeout) {
    this.variables = Map.copyOf(variables);
    this.timeout = timeout;
  }

  /**
   * The client of this model.
   *
   * @throws ModelFailure when its API key is not set
   */
  StreamingChatModel of(ModelDefinition model) throws ModelFailure {
    StreamingChatModel known = clients.get(model);
    if (known != null) {
      return known;
    }
    StreamingChatModel made =
        switch (model.kind()) {
          case OPENAI -> openAi(model);
          case ANTHROPIC -> anthropic(model);
          case OLLAMA -> ollama(model);
          case DEMO -> new DemoModel();
        };
    StreamingChatModel first = clients.putIfAbsent(model, made);
    return first == null ? made : first;
  }

  private StreamingChatModel openAi(ModelDefinition model) throws ModelFailure {
    Sampling sampling = model.sampling();
    var builder =
        OpenAiStreamingChatModel.builder()
            .modelName(model.model())
            .apiKey(key(model, OPENAI_KEY))
            .temperature(sampling.temperature())
            .topP(sampling.topP())
            .maxTokens(sampling.maxTokens())
            .frequencyPenalty(sampling.frequencyPenalty())
            .presencePenalty(sampling.presencePenalty())
            .parallelToolCalls(sampling.parallelToolCalls())
            .returnThinking(true)
            .timeout(timeout);
    if (model.baseUrl() != null) {
      builder.baseUrl(model.baseUrl());
    }
    return builder.build();
  }

  private StreamingChatModel anthropic(ModelDefinition model) throws ModelFailure {
    Sampling sampling = model.sampling();
    Integer maxTokens = sampling.maxTokens();
    var builder =
        AnthropicStreamingChatModel.builder()
            .modelName(model.model())
            .apiKey(key(model, ANTHROPIC_KEY))
            .temperature(sampling.temperature())
            .topP(sampling.topP())
            .maxTokens(maxTokens == null ? ANTHROPIC_MAX_TOKENS : maxTokens)
            .timeout(timeout);
    if (model.baseUrl() != null) {
      builder.baseUrl(model.baseUrl());
    }
    return builder.build();
  }

  private StreamingChatModel ollama(ModelDefinition model) {
    Sampling sampling = model.sampling();
    String url = model.baseUrl();
    return OllamaStreamingChatModel.builder()
        .modelName(model.model())
        .baseUrl(url == null ? "http://localhost:11434" : url)
        .temperature(sampling.temperature())
        .topP(sampling.topP())
        .numPredict(sampling.maxTokens())
        .timeout(timeout)
        .build();
  }

  private String key(ModelDefinition model, String usual) throws ModelFailure {
    String name = model.tokenKey() == null ? usual : model.tokenKey();
    String key = variables.get(name);
    if (key != null && !key.isBlank()) {
      return key;
    }
    if (model.baseUrl() != null && model.tokenKey() == null) {
      return NO_KEY;
    }
    throw new ModelFailure(
        "The API key of %s is not set: put it into the environment variable %s"
            .formatted(model.ref(), name),
        "MissingApiKey",
        false,
        null);
  }
}
