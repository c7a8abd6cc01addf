package io.offstage.agent.definition;

import io.offstage.agent.definition.ModelDefinition.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Providers by the names users give them: those that are built in, and those of the file. */
final class Providers {

  private final Map<String, ProviderAccess> byName = new LinkedHashMap<>();

  /**
   * How a provider is reached.
   *
   * @param baseUrl absent: the kind's own
   * @param tokenKey name of a variable; absent: the kind's own
   */
  record ProviderAccess(Kind kind, @Nullable String baseUrl, @Nullable String tokenKey) {}

  Providers() {
    byName.put("openai", new ProviderAccess(Kind.OPENAI, null, null));
    byName.put("anthropic", new ProviderAccess(Kind.ANTHROPIC, null, null));
    byName.put("ollama", new ProviderAccess(Kind.OLLAMA, null, null));
    byName.put("demo", new ProviderAccess(Kind.DEMO, null, null));
    compatible(
        "google", "https://generativelanguage.googleapis.com/v1beta/openai/", "GOOGLE_API_KEY");
    compatible("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY");
    compatible("xai", "https://api.x.ai/v1", "XAI_API_KEY");
    compatible("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY");
    compatible("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY");
    compatible("nebius", "https://api.studio.nebius.com/v1", "NEBIUS_API_KEY");
    byName.put("dmr", new ProviderAccess(Kind.OPENAI, "http://localhost:12434/engines/v1", null));
  }

  private void compatible(String name, String baseUrl, String tokenKey) {
    byName.put(name, new ProviderAccess(Kind.OPENAI, baseUrl, tokenKey));
  }

  void add(String name, ProviderAccess provider) {
    byName.put(name, provider);
  }

  @Nullable ProviderAccess find(String name) {
    return byName.get(name);
  }

  Iterable<String> names() {
    return byName.keySet();
  }
}
