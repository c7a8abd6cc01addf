package io.offstage.agent.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One agent.
 *
 * @param name its id everywhere: in topics, URLs and other agents' {@code sub_agents}
 * @param description for agents that may delegate to it, and for people
 * @param instruction its system prompt, verbatim
 * @param model what answers for it
 * @param tools names of tools, of this file or of the class path
 * @param subAgents names of agents that it may delegate to
 * @param handoffs names of agents that it may hand the conversation over to
 * @param runsBackgroundAgents whether it has docker-agent's {@code background_agents}
 * @param toolsets what else it can call, of docker-agent's types
 * @param background which of its calls run in the background
 * @param maxIterations most model calls per turn
 * @param historyItems most messages of its thread that the model sees; 0 for all that fit
 * @param answer what its answers look like; absent: text
 */
public record AgentDefinition(
    String name,
    String description,
    String instruction,
    ModelChoice model,
    List<String> tools,
    List<String> subAgents,
    List<String> handoffs,
    boolean runsBackgroundAgents,
    List<ToolsetDefinition> toolsets,
    AgentBackground background,
    int maxIterations,
    int historyItems,
    @Nullable AnswerSchema answer) {

  /** Model calls per turn where the file says nothing. */
  public static final int DEFAULT_ITERATIONS = 50;

  private static final int LONGEST_TOOL_NAME = 64;

  public AgentDefinition {
    tools = List.copyOf(tools);
    subAgents = List.copyOf(subAgents);
    handoffs = List.copyOf(handoffs);
    toolsets = List.copyOf(toolsets);
  }

  /** Whether one of its toolsets may bring a tool of this name that may run in the background. */
  public boolean maySendAway(String tool) {
    return toolsets.stream().anyMatch(toolset -> toolset.maySendAway(tool));
  }

  /** The name under which other agents' models call the agent of this name. */
  public static String toolNameOf(String agent) {
    String name = "agent-" + agent.replaceAll("[^A-Za-z0-9_-]", "_");
    return name.length() <= LONGEST_TOOL_NAME ? name : name.substring(0, LONGEST_TOOL_NAME);
  }
}
