package io.offstage.agent.definition;

import io.offstage.agent.definition.AgentBackground.Entry;
import io.offstage.task.Backpressure;
import io.offstage.task.HookRef;
import io.offstage.worker.tool.WebhookSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads {@code backgroundTasks}, of the file and of agents. */
final class BackgroundSections {

  private BackgroundSections() {}

  /** Names in snake case are accepted as well. */
  static FleetBackground ofFile(Section in, Variables variables) {
    FleetBackground usual = FleetBackground.DEFAULT;
    Boolean enabled = in.flag("enabled");
    Integer global = in.count(either(in, "globalConcurrency", "global_concurrency"), 1);
    Integer perAgent = in.count(either(in, "perAgentConcurrency", "per_agent_concurrency"), 1);
    Duration timeout =
        span(in, either(in, "defaultTimeoutMs", "default_timeout_ms"), "default_timeout_s");
    Duration wait =
        span(in, either(in, "waitTimeoutMs", "wait_timeout_ms"), "default_wait_timeout_s");
    Integer retries = retries(in, either(in, "defaultRetries", "default_retries"));
    Backpressure backpressure = backpressure(in);
    List<HookRef> hooks = in.hooksOfTasks();
    Map<String, WebhookSpec> webhooks = webhooks(in, variables);
    in.doesNotRun("cleanup");
    in.refuseOthers();
    return new FleetBackground(
        enabled == null || enabled,
        global,
        perAgent,
        backpressure == null ? usual.backpressure() : backpressure,
        timeout == null ? usual.timeout() : timeout,
        retries == null ? usual.maxRetries() : retries,
        wait,
        hooks,
        webhooks);
  }

  private static Map<String, WebhookSpec> webhooks(Section in, Variables variables) {
    Map<String, WebhookSpec> webhooks = new LinkedHashMap<>();
    in.sections("hooks")
        .forEach(
            (name, hook) -> {
              if (HookRef.parse(name).filter(new HookRef(null, name, null)::equals).isEmpty()) {
                in.refuse("hooks", "\"" + name + "\" cannot be a hook's name");
              }
              WebhookSpec.read(hook.path(), hook.json(variables), hook::told)
                  .ifPresent(spec -> webhooks.put(name, spec));
            });
    return webhooks;
  }

  private static String either(Section in, String name, String snake) {
    if (in.any(snake) != null && in.any(name) == null) {
      return snake;
    }
    return name;
  }

  /** In milliseconds, or else in seconds. */
  private static @Nullable Duration span(Section in, String millis, String seconds) {
    Duration exact = in.millis(millis);
    Integer whole = in.count(seconds, 1);
    return exact == null && whole != null ? Duration.ofSeconds(whole) : exact;
  }

  /** A number, or {@code {maxRetries}}. */
  private static @Nullable Integer retries(Section in, String name) {
    if (in.any(name) instanceof YamlValue.Fields) {
      Section nested = in.section(name).orElseThrow();
      Integer retries = nested.count("maxRetries", 0);
      nested.doesNotRun("retryDelayMs", "backoffMultiplier", "maxRetryDelayMs");
      nested.refuseOthers();
      return retries;
    }
    return in.count(name, 0);
  }

  private static @Nullable Backpressure backpressure(Section in) {
    String name = in.text("backpressure");
    if (name == null) {
      return null;
    }
    Backpressure found = Backpressure.ofWireName(name.replace('_', '-')).orElse(null);
    if (found == null) {
      in.refuse("backpressure", "must be queue, reject or fallback-sync, was \"" + name + "\"");
    }
    return found;
  }

  /**
   * @param toolNames as the agent's model knows them, from the names that users may write
   * @param toolsets that the agent has besides
   */
  static AgentBackground ofAgent(
      Section in,
      UnaryOperator<String> toolNames,
      List<String> offered,
      List<ToolsetDefinition> toolsets) {
    Boolean disabled = in.flag("disabled");
    Map<String, Entry> tools = new LinkedHashMap<>();
    boolean all = false;
    switch (in.any("tools")) {
      case null -> {}
      case YamlValue.Scalar scalar when scalar.text().equals("all") -> all = true;
      case YamlValue.Fields _ -> {
        Section entries = in.section("tools").orElseThrow();
        for (String name : entries.names()) {
          String tool = Objects.requireNonNull(toolNames.apply(name));
          if (!offered.contains(tool)
              && toolsets.stream().noneMatch(toolset -> toolset.maySendAway(tool))) {
            entries.refuse(
                name, "the agent has no such tool; it has " + offered + stayers(toolsets));
          }
          tools.put(tool, entry(entries, name));
        }
      }
      case YamlValue.Scalar _, YamlValue.Items _ ->
          in.refuse("tools", "must be all, or a map from tool to true, false or settings");
    }
    Duration wait = in.millis(either(in, "waitTimeoutMs", "wait_timeout_ms"));
    Integer concurrency = in.count("concurrency", 1);
    List<HookRef> hooks = in.hooksOfTasks();
    in.refuseOthers();
    return new AgentBackground(disabled != null && disabled, all, tools, wait, hooks, concurrency);
  }

  /** What is said of toolsets whose tools nobody can send to the background. */
  private static String stayers(List<ToolsetDefinition> toolsets) {
    return toolsets.isEmpty()
        ? ""
        : ", and of its toolsets what fetch, shell and mcp bring (think, todo and filesystem run"
            + " inside the run)";
  }

  private static Entry entry(Section entries, String name) {
    if (!(entries.any(name) instanceof YamlValue.Fields)) {
      return new Entry(entries.flag(name), null, null, null);
    }
    Section in = entries.section(name).orElseThrow();
    Boolean enabled = in.flag("enabled");
    Entry entry =
        new Entry(
            enabled == null || enabled,
            in.disposition(either(in, "defaultDisposition", "default_disposition")),
            in.millis(either(in, "timeoutMs", "timeout_ms")),
            in.count(either(in, "maxRetries", "max_retries"), 0));
    in.refuseOthers();
    return entry;
  }
}
