package io.offstage.agent.background;

import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.ToolDefinition;
import io.offstage.agent.toolset.ToolsetTool;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolSpec;
import io.offstage.worker.tool.Toolbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What each agent of a definition is offered. */
public final class Offers {

  private static final RawJson ANY_OBJECT = new RawJson("{\"type\":\"object\"}");
  private static final RawJson DELEGATION =
      new RawJson(
          """
          {"type":"object","properties":{"prompt":{"type":"string","description":"What the agent \
          shall do, with everything it needs to know"}},"required":["prompt"]}\
          """);

  private final Definition definition;
  private final Toolbox toolbox;
  private final Function<AgentDefinition, List<ToolsetTool>> toolsets;

  /**
   * For a whole definition, without what toolsets bring.
   *
   * @param toolbox the code that this worker has
   */
  public Offers(Definition definition, Toolbox toolbox) {
    this(definition, toolbox, _ -> List.of());
  }

  /**
   * For a whole definition.
   *
   * @param toolbox the code that this worker has
   * @param toolsets what an agent's toolsets bring
   */
  public Offers(
      Definition definition,
      Toolbox toolbox,
      Function<AgentDefinition, List<ToolsetTool>> toolsets) {
    this.definition = definition;
    this.toolbox = toolbox;
    this.toolsets = toolsets;
  }

  /**
   * In the order of the definition: tools, then agents; then what toolsets bring, and what follows
   * from having all that. A tool of the definition goes before one that is offered unasked under
   * the same name.
   */
  public List<OfferedTool> of(AgentDefinition agent) {
    List<OfferedTool> offers = new ArrayList<>();
    agent.tools().forEach(name -> offers.add(tool(name)));
    List<AgentDefinition> team = definition.subAgentsOf(agent);
    team.forEach(sub -> offers.add(delegate(sub)));
    List<OfferedTool> more = new ArrayList<>();
    more.addAll(ofToolsets(agent));
    if (!team.isEmpty()) {
      more.add(Delegation.TRANSFER.offer(team));
    }
    List<AgentDefinition> successors = definition.handoffsOf(agent);
    if (!successors.isEmpty()) {
      more.add(Delegation.HANDOFF.offer(successors));
    }
    if (agent.runsBackgroundAgents()) {
      more.add(Delegation.BACKGROUND.offer(team));
      ControlTool.OF_AGENTS.forEach(tool -> more.add(tool.offer()));
    }
    if (agent.runsBackgroundAgents()
        || Stream.concat(offers.stream(), more.stream()).anyMatch(resolver(agent)::isEligible)) {
      ControlTool.OF_TASKS.forEach(tool -> more.add(tool.offer()));
    }
    Set<String> taken = new HashSet<>();
    offers.forEach(offer -> taken.add(offer.name()));
    more.stream().filter(offer -> taken.add(offer.name())).forEach(offers::add);
    return offers;
  }

  /** How calls of this agent are resolved. */
  public Resolver resolver(AgentDefinition agent) {
    return new Resolver(definition.background(), agent.background());
  }

  private List<OfferedTool> ofToolsets(AgentDefinition agent) {
    return Objects.requireNonNull(toolsets.apply(agent)).stream().map(Offers::offer).toList();
  }

  private static OfferedTool offer(ToolsetTool brought) {
    Tool tool = brought.tool();
    return new OfferedTool(
        tool.name(),
        tool.description(),
        tool.inputSchema(),
        tool.background(),
        brought.staysHere() ? new OfferedTool.Here() : new OfferedTool.HereOrInPool(tool.pool()));
  }

  private OfferedTool tool(String name) {
    Optional<ToolDefinition> defined = definition.tool(name);
    ToolSpec spec = defined.flatMap(ToolDefinition::spec).orElse(null);
    if (spec != null) {
      return new OfferedTool(
          name,
          spec.description(),
          spec.inputSchema(),
          spec.background(),
          new OfferedTool.InPool(spec.pool()));
    }
    Optional<Tool> code = toolbox.find(name);
    return new OfferedTool(
        name,
        said(defined.map(ToolDefinition::description), code.map(Tool::description), ""),
        said(defined.map(ToolDefinition::inputSchema), code.map(Tool::inputSchema), ANY_OBJECT),
        said(defined.map(ToolDefinition::background), code.map(Tool::background), Background.NEVER),
        new OfferedTool.InPool(
            said(defined.map(ToolDefinition::pool), code.map(Tool::pool), "tools")));
  }

  private static <T> T said(Optional<T> byFile, Optional<T> byCode, T otherwise) {
    return byFile.or(() -> byCode).orElse(otherwise);
  }

  /** An agent that has tools for the background may be in the background itself. */
  private OfferedTool delegate(AgentDefinition agent) {
    boolean inherits =
        Stream.concat(agent.tools().stream().map(this::tool), ofToolsets(agent).stream())
            .anyMatch(resolver(agent)::isEligible);
    String description =
        agent.description().isBlank()
            ? "Delegates a task to the agent " + agent.name()
            : agent.description();
    return new OfferedTool(
        AgentDefinition.toolNameOf(agent.name()),
        description,
        DELEGATION,
        new Background(inherits, null, null, null, agent.background().waitTimeout(), List.of()),
        new OfferedTool.Delegate(agent.name()));
  }
}
