package io.offstage.agent.definition;

import io.offstage.task.Backpressure;
import io.offstage.task.HookRef;
import io.offstage.topic.PoolRules;
import io.offstage.worker.tool.WebhookSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all agents unless a tool, an agent or a call says otherwise.
 *
 * @param enabled false: everything runs in the foreground
 * @param globalConcurrency permits of the named limit {@code global}; absent: no such limit
 * @param perAgentConcurrency permits of the named limit {@code agent:<id>}; absent: no such limit
 * @param backpressure when a limit is reached
 * @param timeout of one attempt
 * @param maxRetries of a tool's own failures
 * @param waitTimeout how long a plain stream waits for the next completion; absent: not at all
 * @param hooks started when a call in the background ends
 * @param webhooks hooks that post to a URL, by name; agent workers have them
 */
public record FleetBackground(
    boolean enabled,
    @Nullable Integer globalConcurrency,
    @Nullable Integer perAgentConcurrency,
    Backpressure backpressure,
    Duration timeout,
    int maxRetries,
    @Nullable Duration waitTimeout,
    List<HookRef> hooks,
    Map<String, WebhookSpec> webhooks) {

  public static final FleetBackground DEFAULT =
      new FleetBackground(
          true,
          null,
          null,
          Backpressure.QUEUE,
          Duration.ofMinutes(5),
          0,
          null,
          List.of(),
          Map.of());

  public FleetBackground {
    hooks = List.copyOf(hooks);
    webhooks = Map.copyOf(webhooks);
  }

  /** Where a hook is: one that the file defines is with the agent workers. */
  public HookRef placed(HookRef hook) {
    return webhooks.containsKey(hook.name()) ? hook.inPool(PoolRules.AGENTS) : hook;
  }
}
