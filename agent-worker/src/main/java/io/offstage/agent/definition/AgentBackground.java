package io.offstage.agent.definition;

import io.offstage.task.HookRef;
import io.offstage.worker.tool.Disposition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says about running its calls in the background.
 *
 * @param disabled everything runs in the foreground
 * @param allTools every tool without an entry of its own is eligible
 * @param tools by tool (or sub-agent) name; an entry beats what the tool itself says
 * @param waitTimeout how long a plain stream waits for the next completion
 * @param hooks started when a call in the background ends
 * @param concurrency permits of its named limit {@code agent:<id>}; absent: the manager's
 */
public record AgentBackground(
    boolean disabled,
    boolean allTools,
    Map<String, Entry> tools,
    @Nullable Duration waitTimeout,
    List<HookRef> hooks,
    @Nullable Integer concurrency) {

  public static final AgentBackground SILENT =
      new AgentBackground(false, false, Map.of(), null, List.of());

  /** What an agent says about one tool; what it leaves open the tool decides. */
  public record Entry(
      @Nullable Boolean enabled,
      @Nullable Disposition defaultDisposition,
      @Nullable Duration timeout,
      @Nullable Integer maxRetries) {}

  /** An agent without a limit of its own. */
  public AgentBackground(
      boolean disabled,
      boolean allTools,
      Map<String, Entry> tools,
      @Nullable Duration waitTimeout,
      List<HookRef> hooks) {
    this(disabled, allTools, tools, waitTimeout, hooks, null);
  }

  public AgentBackground {
    tools = Map.copyOf(tools);
    hooks = List.copyOf(hooks);
  }

  public Optional<Entry> entry(String tool) {
    return Optional.ofNullable(tools.get(tool));
  }
}
