package io.offstage.agent;

import io.offstage.agent.background.Offers;
import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.run.Equipped;
import io.offstage.agent.toolset.ToolsetTool;
import io.offstage.agent.toolset.Toolsets;
import io.offstage.worker.mcp.McpServers;
import io.offstage.worker.tool.Toolbox;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All agents as they are equipped now: made anew when a server says that its tools have changed.
 * Any thread.
 */
final class Roster implements Supplier<Map<String, Equipped>> {

  private final Definition definition;
  private final Toolbox inline;
  private final Toolsets toolsets;
  private final McpServers servers;

  /** Replaced as a whole: whoever comes between makes it twice, to no harm. Hence volatile. */
  private volatile Made made;

  private record Made(long changes, Map<String, Equipped> agents) {}

  Roster(Definition definition, Toolbox inline, Toolsets toolsets, McpServers servers) {
    this.definition = definition;
    this.inline = inline;
    this.toolsets = toolsets;
    this.servers = servers;
    this.made = make(servers.changes());
  }

  @Override
  public Map<String, Equipped> get() {
    long changes = servers.changes();
    Made current = made;
    if (current.changes() != changes) {
      current = make(changes);
      made = current;
    }
    return current.agents();
  }

  private Made make(long changes) {
    Map<String, Equipped> agents = new LinkedHashMap<>();
    Offers offers = new Offers(definition, inline, toolsets::of);
    for (AgentDefinition agent : definition.agents()) {
      Toolbox own = Toolbox.of(toolsets.of(agent).stream().map(ToolsetTool::tool).toList());
      agents.put(agent.name(), Equipped.of(agent, offers.of(agent), offers.resolver(agent), own));
    }
    return new Made(changes, Map.copyOf(agents));
  }
}
