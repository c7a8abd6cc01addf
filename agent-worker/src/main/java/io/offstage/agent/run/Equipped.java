package io.offstage.agent.run;

import dev.langchain4j.agent.tool.ToolSpecification;
import io.offstage.agent.background.BackgroundSchema;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.background.OfferedTool;
import io.offstage.agent.background.Resolver;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.ToolsetDefinition;
import io.offstage.agent.model.ToolSchemas;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.Toolbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent with everything it is offered. Immutable; shared by all its runs.
 *
 * @param tools in the order the model sees them
 * @param specifications of the same tools, as the model sees them
 * @param sections of the system prompt, after the agent's own instruction
 * @param own what this agent's toolsets bring, and other agents may have another of
 */
public record Equipped(
    AgentDefinition agent,
    List<OfferedTool> tools,
    Resolver resolver,
    List<ToolSpecification> specifications,
    String sections,
    Toolbox own) {

  public Equipped {
    tools = List.copyOf(tools);
    specifications = List.copyOf(specifications);
  }

  /** An agent whose toolsets bring nothing. */
  public static Equipped of(AgentDefinition agent, List<OfferedTool> tools, Resolver resolver) {
    return of(agent, tools, resolver, Toolbox.EMPTY);
  }

  /**
   * An agent.
   *
   * @param own the code of what its toolsets bring
   */
  public static Equipped of(
      AgentDefinition agent, List<OfferedTool> tools, Resolver resolver, Toolbox own) {
    List<ToolSpecification> specifications = new ArrayList<>();
    List<String> eligible = new ArrayList<>();
    for (OfferedTool tool : tools) {
      boolean mayRunInBackground = resolver.isEligible(tool);
      if (mayRunInBackground) {
        eligible.add(tool.name());
      }
      RawJson schema =
          mayRunInBackground
              ? BackgroundSchema.withOverride(tool.inputSchema())
              : tool.inputSchema();
      specifications.add(ToolSchemas.specification(tool.name(), tool.description(), schema));
    }
    StringBuilder sections = new StringBuilder(BackgroundTexts.promptSection(eligible));
    agent.toolsets().stream()
        .map(ToolsetDefinition::instruction)
        .filter(instruction -> !instruction.isBlank())
        .forEach(instruction -> sections.append("\n\n").append(instruction));
    return new Equipped(agent, tools, resolver, specifications, sections.toString(), own);
  }

  public Optional<OfferedTool> tool(String name) {
    return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
  }

  /** What a tool says about running in the background; nothing, where it is not offered. */
  Background backgroundOf(String tool) {
    return tool(tool).map(OfferedTool::background).orElse(Background.NEVER);
  }

  /**
   * @param instructions the agent's own, or what the run brought
   */
  String systemPrompt(String instructions) {
    return instructions.isBlank() && sections.isEmpty() ? "" : (instructions + sections).strip();
  }
}
