package io.offstage.agent.background;

import io.offstage.agent.background.PlannedCall.Child;
import io.offstage.agent.definition.AgentBackground;
import io.offstage.agent.definition.FleetBackground;
import io.offstage.agent.memory.JsonText;
import io.offstage.task.Backpressure;
import io.offstage.task.HookRef;
import io.offstage.task.Lineage;
import io.offstage.task.Origin;
import io.offstage.task.ParentRef;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.task.WorkerLoss;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.PoolRules;
import io.offstage.worker.tool.Background;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The started records of a run's children; the same call gives the same record. */
public final class ChildStarts {

  private final Task run;
  private final int depth;
  private final FleetBackground manager;
  private final AgentBackground agent;
  private final Function<String, Background> tools;
  private final Function<String, PoolRules> pools;

  /**
   * For one run.
   *
   * @param depth how many delegations lie above the run
   * @param manager what holds for all agents
   * @param agent what holds for the run's agent
   * @param tools what each tool says, by name
   * @param pools the rules of each pool
   */
  public ChildStarts(
      Task run,
      int depth,
      FleetBackground manager,
      AgentBackground agent,
      Function<String, Background> tools,
      Function<String, PoolRules> pools) {
    this.run = run;
    this.depth = depth;
    this.manager = manager;
    this.agent = agent;
    this.tools = tools;
    this.pools = pools;
  }

  /** Of a call that has a child. */
  public TaskStart of(PlannedCall call) {
    Child child = Objects.requireNonNull(call.child());
    Origin asker = run.start().origin();
    boolean delegates = child.agent() != null;
    String toolName = delegates ? PoolRules.RUN_TOOL : call.tool();
    PoolRules rules = pools.apply(child.pool());
    return new TaskStart(
        child.taskId(),
        new ToolCall(
            toolName, call.toolCallId(), delegates ? runArgs(call, child.agent()) : call.args()),
        delegates ? ofRun(child, asker) : asker,
        new Placement(
            child.pool(),
            ConcurrencyKeys.fill(rules.keyTemplate(), asker, toolName),
            namedLimits(asker),
            0,
            null,
            Objects.requireNonNullElse(child.backpressure(), Backpressure.QUEUE)),
        new Policy(
            limits(child, delegates),
            Retry.NONE.withMaxRetries(child.maxRetries()),
            WorkerLoss.DEFAULT),
        Lineage.childOf(
            new ParentRef(
                run.id(), run.start().placement().pool(), run.start().placement().concurrencyKey()),
            hooks(call.tool())),
        Instant.ofEpochMilli(child.createdAtMs()),
        Map.of());
  }

  private List<String> namedLimits(Origin asker) {
    List<String> names = new ArrayList<>();
    if (manager.globalConcurrency() != null) {
      names.add("global");
    }
    if (agent.concurrency() != null || manager.perAgentConcurrency() != null) {
      names.add("agent:" + asker.agentId());
    }
    return names;
  }

  /** Of all three levels: none replaces another. */
  private List<String> hooks(String tool) {
    return Stream.of(manager.hooks(), agent.hooks(), tools.apply(tool).hooks())
        .flatMap(List::stream)
        .map(manager::placed)
        .map(HookRef::toString)
        .distinct()
        .toList();
  }

  private static TimeLimits limits(Child child, boolean delegates) {
    Long timeoutMs = child.timeoutMs();
    if (timeoutMs == null) {
      return delegates ? TimeLimits.NONE : TimeLimits.DEFAULT;
    }
    Duration timeout = Duration.ofMillis(timeoutMs);
    return delegates ? new TimeLimits(null, timeout, null) : new TimeLimits(timeout, null, null);
  }

  private static Origin ofRun(Child child, Origin asker) {
    return new Origin(
        String.valueOf(child.agent()), child.taskId(), asker.scope().below(child.taskId()));
  }

  private RawJson runArgs(PlannedCall call, @Nullable String agent) {
    var asked = JsonText.tree(call.args());
    var args = JsonText.object().put("agent", agent);
    args.set(
        "messages", call.delegatesByArgument() ? Delegation.messages(asked) : asked.path("prompt"));
    return JsonText.raw(args.put("untilIdle", true).put("depth", depth + 1));
  }
}
