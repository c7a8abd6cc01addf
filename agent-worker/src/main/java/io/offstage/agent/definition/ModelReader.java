package io.offstage.agent.definition;

import io.offstage.agent.definition.ModelDefinition.Kind;
import io.offstage.agent.definition.ModelDefinition.Sampling;
import io.offstage.agent.definition.Providers.ProviderAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers} and {@code models}, and what refers to them. */
final class ModelReader {

  private final Problems problems;
  private final Variables variables;
  private final Providers providers = new Providers();
  private final Map<String, ModelDefinition> models = new LinkedHashMap<>();

  /** Keys of {@code models} that stand for several others, with what they say of them. */
  private final Map<String, String> alloys = new LinkedHashMap<>();

  ModelReader(Problems problems, Variables variables) {
    this.problems = problems;
    this.variables = variables;
  }

  void read(Section top) {
    top.sections("providers").forEach(this::provider);
    top.sections("models").forEach(this::model);
  }

  private void provider(String name, Section in) {
    String like = in.text("provider", "openai");
    ProviderAccess base = providers.find(like);
    if (base == null) {
      in.refuse("provider", unknownProvider(like));
      base = new ProviderAccess(Kind.OPENAI, null, null);
    }
    String url = url(in);
    String tokenKey = in.text("token_key");
    providers.add(
        name,
        new ProviderAccess(
            base.kind(),
            url == null ? base.baseUrl() : url,
            tokenKey == null ? base.tokenKey() : tokenKey));
    in.doesNotRun("api_type");
    in.refuseOthers();
  }

  private void model(String key, Section in) {
    String provider = in.text("provider");
    String model = in.text("model");
    boolean isAlloy = provider == null && model != null && model.indexOf(',') >= 0;
    if (isAlloy) {
      alloys.put(key, String.valueOf(model));
    } else if (provider == null) {
      in.refuse("provider", "is required");
    }
    if (model == null) {
      in.refuse("model", "is required");
    }
    Sampling sampling =
        new Sampling(
            in.number("temperature", 0, 2),
            in.count("max_tokens", 1),
            in.number("top_p", 0, 1),
            in.number("frequency_penalty", -2, 2),
            in.number("presence_penalty", -2, 2),
            in.flag("parallel_tool_calls"));
    String url = url(in);
    String tokenKey = in.text("token_key");
    in.ignore("track_usage");
    in.doesNotRun("provider_opts", "thinking_budget", "routing");
    in.refuseOthers();
    if (provider != null && model != null) {
      of(provider, model, url, tokenKey, sampling, in.lineOf("provider"), in.path("provider"))
          .ifPresent(made -> models.put(key, made));
    }
  }

  private @Nullable String url(Section in) {
    String url = in.text("base_url");
    return url == null
        ? null
        : variables.at(in.lineOf("base_url"), in.path("base_url"), problems).apply(url);
  }

  private Optional<ModelDefinition> of(
      String provider,
      String model,
      @Nullable String url,
      @Nullable String tokenKey,
      Sampling sampling,
      int line,
      String path) {
    ProviderAccess known = providers.find(provider);
    if (known == null && url == null) {
      problems.error(line, path + ": " + unknownProvider(provider));
      return Optional.empty();
    }
    ProviderAccess used = known == null ? new ProviderAccess(Kind.OPENAI, url, null) : known;
    return Optional.of(
        new ModelDefinition(
            used.kind(),
            provider,
            model,
            url == null ? used.baseUrl() : url,
            tokenKey == null ? used.tokenKey() : tokenKey,
            sampling));
  }

  private String unknownProvider(String name) {
    return "unknown provider \"%s\"; there are %s, and with a base_url any that speaks OpenAI's protocol"
        .formatted(name, String.join(", ", providers.names()));
  }

  /** What an agent says under {@code model} and {@code fallback}. */
  Optional<ModelChoice> choice(Section agent) {
    String refs = agent.text("model");
    if (refs == null) {
      agent.refuse("model", "is required: a key of models, or provider/model");
    }
    List<ModelDefinition> fallbacks = new ArrayList<>();
    int retries = ModelChoice.DEFAULT_RETRIES;
    Section fallback = agent.section("fallback").orElse(null);
    if (fallback != null) {
      for (YamlValue.Scalar ref : fallback.texts("models")) {
        ref(ref.text(), ref.line(), fallback.path("models")).ifPresent(fallbacks::add);
      }
      Integer asked = fallback.count("retries", -1);
      retries = asked == null || asked == 0 ? retries : Math.max(0, asked);
      fallback.doesNotRun("cooldown");
      fallback.refuseOthers();
    }
    List<ModelDefinition> alloy = new ArrayList<>();
    if (refs != null) {
      expand(refs, new LinkedHashSet<>())
          .forEach(
              ref -> ref(ref, agent.lineOf("model"), agent.path("model")).ifPresent(alloy::add));
    }
    return alloy.isEmpty()
        ? Optional.empty()
        : Optional.of(new ModelChoice(alloy, fallbacks, retries));
  }

  /**
   * The single models of a list, in its order; {@code seen} keeps one that names itself from it.
   */
  private List<String> expand(String refs, Set<String> seen) {
    List<String> single = new ArrayList<>();
    for (String part : refs.split(",", -1)) {
      String ref = part.strip();
      String several = alloys.get(ref);
      if (several == null) {
        single.add(ref);
      } else if (seen.add(ref)) {
        single.addAll(expand(several, seen));
      }
    }
    return single;
  }

  private Optional<ModelDefinition> ref(String ref, int line, String path) {
    ModelDefinition known = models.get(ref);
    if (known != null) {
      return Optional.of(known);
    }
    int slash = ref.indexOf('/');
    if (slash <= 0 || slash == ref.length() - 1) {
      problems.unknown(line, path + ": model \"" + ref + "\"", ref, models.keySet());
      return Optional.empty();
    }
    return of(
        ref.substring(0, slash),
        ref.substring(slash + 1),
        null,
        null,
        Sampling.DEFAULT,
        line,
        path);
  }
}
