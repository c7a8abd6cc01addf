package io.offstage.agent;

import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.background.OfferedTool.HereOrInPool;
import io.offstage.agent.background.Resolver;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.ToolsetDefinition;
import io.offstage.agent.run.Equipped;
import io.offstage.agent.toolset.Toolsets;
import io.offstage.settings.Settings;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.TaskError;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.attempt.Handlers;
import io.offstage.worker.attempt.TaskHandler;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.mcp.McpServers;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Toolbox;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The code of what agents' toolsets send to the background, for workers of pool {@code tools}. Two
 * agents may have different tools of one name: whose it is, the task says. Only what its agent has
 * opted in is served, so that nobody else can start it.
 */
public final class ToolsetHandlers implements Handlers {

  private static final Logger LOG = LoggerFactory.getLogger(ToolsetHandlers.class);
  private static final String POOL = "tools";

  private final Definition definition;
  private final Toolsets toolsets;
  private final McpServers servers;
  private final Roster roster;
  private final Handlers others;

  /** Replaced as a whole: whoever comes between makes it twice, to no harm. Hence volatile. */
  private volatile Names names = new Names(-1, Set.of());

  private record Names(long changes, Set<String> served) {}

  private ToolsetHandlers(
      Definition definition, Toolsets toolsets, McpServers servers, Handlers others) {
    this.definition = definition;
    this.toolsets = toolsets;
    this.servers = servers;
    this.roster = new Roster(definition, Toolbox.EMPTY, toolsets, servers);
    this.others = others;
  }

  /**
   * What a worker of a pool has beside its own code. Asks the MCP servers of those toolsets for
   * their tools first.
   *
   * @param pool that the worker serves
   * @param kinds closed after the worker
   * @param others the worker's own code; of one name, what the task's agent has goes first
   */
  public static Handlers of(
      Definition definition, Settings settings, String pool, ToolKinds kinds, Handlers others) {
    Definition sending = sending(definition);
    if (!pool.equals(POOL) || sending.agents().isEmpty()) {
      return others;
    }
    Toolsets toolsets = new Toolsets(settings.worker().permissions(), kinds.servers());
    Toolsets.refusals(settings.worker().permissions(), sending)
        .forEach(
            refusal -> LOG.atWarn().addKeyValue("error", refusal).log("a toolset is left out"));
    try {
      kinds.watch(List.of(), toolsets.servers(sending));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking MCP servers for their tools", e);
    }
    return new ToolsetHandlers(sending, toolsets, kinds.servers(), others);
  }

  /** The agents that may send calls of toolsets to the background, with those toolsets alone. */
  private static Definition sending(Definition definition) {
    return definition.withAgents(
        definition.agents().stream()
            .filter(agent -> !agent.toolsets().isEmpty())
            .filter(
                agent -> sends(new Resolver(definition.background(), agent.background()), agent))
            .toList());
  }

  private static boolean sends(Resolver resolver, AgentDefinition agent) {
    return agent.background().allTools()
        ? resolver.eligible("", Background.NEVER).value()
        : agent.background().tools().keySet().stream()
            .filter(agent::maySendAway)
            .anyMatch(tool -> resolver.eligible(tool, Background.NEVER).value());
  }

  @Override
  public Optional<TaskHandler> find(String toolName) {
    Optional<TaskHandler> other = others.find(toolName);
    return served().contains(toolName) || isAwaited(toolName)
        ? Optional.of(attempt -> run(toolName, attempt, other))
        : other;
  }

  private Set<String> served() {
    long changes = servers.changes();
    Names current = names;
    if (current.changes() != changes) {
      current =
          new Names(
              changes,
              roster.get().values().stream()
                  .flatMap(agent -> sentAway(agent).map(OfferedTool::name))
                  .collect(Collectors.toUnmodifiableSet()));
      names = current;
    }
    return current.served();
  }

  private static Stream<OfferedTool> sentAway(Equipped agent) {
    return agent.tools().stream()
        .filter(tool -> tool.target() instanceof HereOrInPool)
        .filter(agent.resolver()::isEligible);
  }

  /** Whether a server that has said nothing so far must have it, as the file tells. */
  private boolean isAwaited(String tool) {
    return definition.agents().stream()
        .flatMap(agent -> unheard(agent, tool))
        .anyMatch(mcp -> !mcp.prefix().isEmpty());
  }

  private Stream<ToolsetDefinition.Mcp> unheard(AgentDefinition agent, String tool) {
    return toolsets
        .permitted(agent)
        .filter(toolset -> toolset.maySendAway(tool))
        .flatMap(
            toolset ->
                toolset.source() instanceof ToolsetDefinition.Mcp mcp
                    ? Stream.of(mcp)
                    : Stream.empty())
        .filter(mcp -> servers.known(mcp.server()).isEmpty());
  }

  private Outcome run(String tool, Attempt attempt, Optional<TaskHandler> other) throws Exception {
    String asker = attempt.task().start().origin().agentId();
    Optional<AgentDefinition> agent = definition.agent(asker);
    if (agent.isPresent()) {
      hear(agent.get(), tool);
    }
    Optional<TaskHandler> own =
        Optional.ofNullable(roster.get().get(asker))
            .filter(equipped -> sentAway(equipped).anyMatch(sent -> sent.name().equals(tool)))
            .flatMap(equipped -> Handlers.of(equipped.own()).find(tool));
    TaskHandler handler = own.or(() -> other).orElse(null);
    return handler == null
        ? new Outcome.TerminalFailure(
            TaskError.of(
                ErrorCode.UNKNOWN_TOOL,
                "Agent %s sends no tool \"%s\" to the background".formatted(asker, tool)))
        : handler.run(attempt);
  }

  private void hear(AgentDefinition agent, String tool) throws IOException, InterruptedException {
    for (ToolsetDefinition.Mcp mcp : unheard(agent, tool).toList()) {
      servers.tools(mcp.server());
    }
  }
}
