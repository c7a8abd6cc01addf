package io.offstage.agent.definition;

import io.offstage.worker.tool.ToolSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything one file defines.
 *
 * @param agents in the order of the file; none where it defines tools alone
 * @param tools by name, in the order of the file
 * @param background what holds for all agents
 */
public record Definition(
    List<AgentDefinition> agents, Map<String, ToolDefinition> tools, FleetBackground background) {

  private static final String ENTRY = "root";

  public Definition {
    agents = List.copyOf(agents);
    tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
  }

  public Optional<AgentDefinition> agent(String name) {
    return agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
  }

  /**
   * The agent called {@code root}, else the first.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  public AgentDefinition entry() {
    return agent(ENTRY).orElseGet(agents::getFirst);
  }

  /** Its tools as this file defines them; those it does not define come from the class path. */
  public Optional<ToolDefinition> tool(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  /** Its tools that need no code, in the order of the file. */
  public List<ToolSpec> toolSpecs() {
    return tools.values().stream().map(ToolDefinition::spec).flatMap(Optional::stream).toList();
  }

  /** The same, with more said of its tools that need no code. */
  public Definition describedBy(UnaryOperator<ToolSpec> more) {
    Map<String, ToolDefinition> described = new LinkedHashMap<>();
    tools.forEach((name, tool) -> described.put(name, tool.describedBy(more)));
    return new Definition(agents, described, background);
  }

  /** The same with these agents alone. */
  public Definition withAgents(List<AgentDefinition> some) {
    return new Definition(some, tools, background);
  }

  /**
   * The permits of the named limits that the file sets, by name: {@code global}, and {@code
   * agent:<id>} of each agent that has one.
   */
  public Map<String, Integer> limits() {
    Map<String, Integer> limits = new LinkedHashMap<>();
    if (background.globalConcurrency() != null) {
      limits.put("global", background.globalConcurrency());
    }
    for (AgentDefinition agent : agents) {
      Integer own = agent.background().concurrency();
      Integer permits = own == null ? background.perAgentConcurrency() : own;
      if (permits != null) {
        limits.put("agent:" + agent.name(), permits);
      }
    }
    return limits;
  }

  /** The agents that this one may delegate to, in its own order. */
  public List<AgentDefinition> subAgentsOf(AgentDefinition agent) {
    return agent.subAgents().stream().map(this::agent).flatMap(Optional::stream).toList();
  }

  /** The agents that this one may hand the conversation over to, in its own order. */
  public List<AgentDefinition> handoffsOf(AgentDefinition agent) {
    return agent.handoffs().stream().map(this::agent).flatMap(Optional::stream).toList();
  }
}
