package io.offstage.agent.toolset;

import io.offstage.agent.definition.AgentDefinition;
import io.offstage.agent.definition.Definition;
import io.offstage.agent.definition.ToolsetDefinition;
import io.offstage.settings.WorkerSettings.Permissions;
import io.offstage.worker.kind.ToolKinds;
import io.offstage.worker.mcp.ListedTool;
import io.offstage.worker.mcp.McpServers;
import io.offstage.worker.mcp.McpTool;
import io.offstage.worker.tool.Background;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import io.offstage.worker.web.GuardedWeb;
import io.offstage.worker.web.UrlGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes agents' toolsets ready to run. */
public final class Toolsets {

  private static final Logger LOG = LoggerFactory.getLogger(Toolsets.class);
  private static final Duration FETCH = Duration.ofSeconds(30);
  private static final Path HERE = Path.of("").toAbsolutePath();

  private final Permissions permissions;
  private final McpServers servers;
  private final GuardedWeb web;

  public Toolsets(Permissions permissions, McpServers servers) {
    this.permissions = permissions;
    this.servers = servers;
    this.web = new GuardedWeb(new UrlGuard(permissions.privateHosts()), "Offstage");
  }

  /** What keeps a worker with these permissions from running toolsets: a sentence each. */
  public static List<String> refusals(Permissions permissions, Definition definition) {
    return definition.agents().stream()
        .flatMap(
            agent ->
                agent.toolsets().stream()
                    .flatMap(toolset -> refusal(permissions, toolset).stream())
                    .map(refusal -> "agent " + agent.name() + ": " + refusal))
        .toList();
  }

  private static Optional<String> refusal(Permissions permissions, ToolsetDefinition toolset) {
    return switch (toolset.source()) {
      case ToolsetDefinition.Shell _ ->
          ToolKinds.refusal(
              permissions, ToolsetDefinition.Shell.TOOL, ToolsetDefinition.Shell.TOOL);
      case ToolsetDefinition.Mcp mcp when mcp.server() instanceof McpServer.Local ->
          ToolKinds.refusal(
              permissions,
              mcp.prefix().isEmpty() ? mcp.server().shown() : mcp.prefix(),
              McpServer.KIND);
      default -> Optional.empty();
    };
  }

  /** The MCP servers that agents' toolsets need and this worker may use. */
  public Set<McpServer> servers(Definition definition) {
    return definition.agents().stream()
        .flatMap(agent -> permitted(agent))
        .flatMap(
            toolset ->
                toolset.source() instanceof ToolsetDefinition.Mcp mcp
                    ? Stream.of(mcp.server())
                    : Stream.empty())
        .collect(Collectors.toSet());
  }

  /** An agent's tools, as far as they are known now; of two of a name the first. */
  public List<ToolsetTool> of(AgentDefinition agent) {
    Map<String, ToolsetTool> tools = new LinkedHashMap<>();
    permitted(agent)
        .forEach(
            toolset ->
                made(toolset).stream()
                    .filter(Toolsets::isFine)
                    .forEach(
                        tool ->
                            tools.putIfAbsent(
                                tool.name(),
                                new ToolsetTool(tool, !toolset.maySendAway(tool.name())))));
    return List.copyOf(tools.values());
  }

  /** Those of an agent's toolsets that this worker may run. */
  public Stream<ToolsetDefinition> permitted(AgentDefinition agent) {
    return agent.toolsets().stream().filter(toolset -> refusal(permissions, toolset).isEmpty());
  }

  private List<Tool> made(ToolsetDefinition toolset) {
    if (toolset.source() instanceof ToolsetDefinition.Mcp mcp) {
      return servers.known(mcp.server()).orElse(List.of()).stream()
          .filter(listed -> toolset.offers(listed.name()))
          .map(listed -> tool(mcp, listed))
          .toList();
    }
    List<Tool> all =
        switch (toolset.source()) {
          case ToolsetDefinition.Think _ -> Think.tools();
          case ToolsetDefinition.Todo _ -> Todos.tools();
          case ToolsetDefinition.Fetch fetch ->
              new Fetch(web, fetch.timeout() == null ? FETCH : fetch.timeout()).tools();
          case ToolsetDefinition.Shell shell -> new Shell(HERE, shell.environment()).tools();
          case ToolsetDefinition.Filesystem files ->
              filesystem(files.root() == null ? HERE : HERE.resolve(files.root()));
          case ToolsetDefinition.Mcp _ -> List.of();
        };
    return all.stream().filter(tool -> toolset.offers(tool.name())).toList();
  }

  private static List<Tool> filesystem(Path root) {
    try {
      return new Filesystem(ConfinedRoot.of(root)).tools();
    } catch (IOException _) {
      LOG.atWarn()
          .addKeyValue("directory", root.toString())
          .log("a toolset of files is left out: there is no such directory");
      return List.of();
    }
  }

  private Tool tool(ToolsetDefinition.Mcp mcp, ListedTool listed) {
    return new McpTool(
        new McpToolSpec(
            mcp.nameHere(listed.name()),
            mcp.server(),
            listed.name(),
            listed.description(),
            Optional.of(listed.inputSchema()),
            Background.NEVER,
            "tools"),
        servers);
  }

  /** A server may call its tools what it likes, and describe them as it likes. */
  private static boolean isFine(Tool tool) {
    try {
      return Toolbox.of(tool).find(tool.name()).isPresent();
    } catch (IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("tool", tool.name())
          .addKeyValue("error", e.getMessage())
          .log("a tool of a toolset is left out");
      return false;
    }
  }
}
