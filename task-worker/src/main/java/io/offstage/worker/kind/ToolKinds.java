package io.offstage.worker.kind;

import io.offstage.settings.Settings;
import io.offstage.settings.WorkerSettings.Permissions;
import io.offstage.worker.mcp.McpServers;
import io.offstage.worker.mcp.McpTool;
import io.offstage.worker.tool.HttpTool;
import io.offstage.worker.tool.HttpToolSpec;
import io.offstage.worker.tool.McpServer;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.ProcessTool;
import io.offstage.worker.tool.ProcessToolSpec;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolSpec;
import java.net.http.HttpClient;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes tools of what the file says, and holds what they share. */
public final class ToolKinds implements AutoCloseable {

  private final Permissions permissions;
  private final int resultBytes;
  private final HttpClient http = HttpTool.client();
  private final McpServers servers = new McpServers(McpServers.Limits.DEFAULT);

  private ToolKinds(Permissions permissions, int resultBytes) {
    this.permissions = permissions;
    this.resultBytes = resultBytes;
  }

  /** For one worker. */
  public static ToolKinds of(Settings settings) {
    return new ToolKinds(settings.worker().permissions(), settings.limits().resultBytes());
  }

  /** Those of these tools that this worker may carry out, ready to run. */
  public List<Tool> permitted(Collection<ToolSpec> specs) {
    return specs.stream()
        .filter(spec -> refusal(permissions, spec).isEmpty())
        .map(this::tool)
        .toList();
  }

  /**
   * All of these tools, ready to run.
   *
   * @throws IllegalArgumentException naming each that this worker may not carry out
   */
  public List<Tool> required(Collection<ToolSpec> specs) {
    List<String> refusals =
        specs.stream().map(spec -> refusal(permissions, spec)).flatMap(Optional::stream).toList();
    if (!refusals.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", refusals));
    }
    return permitted(specs);
  }

  /** What keeps a worker with these permissions from carrying out a tool: one sentence. */
  public static Optional<String> refusal(Permissions permissions, ToolSpec spec) {
    return switch (spec) {
      case HttpToolSpec _ -> Optional.empty();
      case ProcessToolSpec _ -> refusal(permissions, spec.name(), ProcessToolSpec.KIND);
      case McpToolSpec mcp ->
          mcp.server() instanceof McpServer.Local
              ? refusal(permissions, spec.name(), McpServer.KIND)
              : Optional.empty();
    };
  }

  /**
   * The same for anything that starts processes.
   *
   * @param kind what it runs as
   */
  public static Optional<String> refusal(Permissions permissions, String tool, String kind) {
    return permissions.mayStart(tool, kind)
        ? Optional.empty()
        : Optional.of(
            ("tool %s starts processes on this machine; to let it, put %s or %s into worker.allow"
                    + " (which is no sandbox: they may do whatever the worker's user may)")
                .formatted(tool, tool, kind));
  }

  /**
   * Learns what MCP servers say of those of these tools of which the file does not say everything,
   * and the tools of other servers; keeps asking in the background where that fails.
   */
  public void watch(Collection<ToolSpec> specs, Collection<McpServer> others)
      throws InterruptedException {
    Set<McpServer> all = new HashSet<>(others);
    all.addAll(
        specs.stream()
            .filter(spec -> refusal(permissions, spec).isEmpty())
            .flatMap(spec -> spec instanceof McpToolSpec mcp ? Stream.of(mcp) : Stream.empty())
            .filter(mcp -> mcp.description().isEmpty() || mcp.declaredSchema().isEmpty())
            .map(McpToolSpec::server)
            .toList());
    servers.watch(all);
  }

  /** A tool with what is known of it besides the file. */
  public ToolSpec described(ToolSpec spec) {
    return spec instanceof McpToolSpec mcp
        ? servers.known(mcp.server()).stream()
            .flatMap(List::stream)
            .filter(listed -> listed.name().equals(mcp.tool()))
            .findFirst()
            .<ToolSpec>map(listed -> mcp.orElse(listed.description(), listed.inputSchema()))
            .orElse(spec)
        : spec;
  }

  /** The MCP servers of this worker. */
  public McpServers servers() {
    return servers;
  }

  /** The client of everything that an operator has configured a URL for. */
  public HttpClient http() {
    return http;
  }

  private Tool tool(ToolSpec spec) {
    return switch (spec) {
      case HttpToolSpec endpoint -> new HttpTool(endpoint, http, resultBytes);
      case ProcessToolSpec program -> new ProcessTool(program, resultBytes);
      case McpToolSpec mcp -> new McpTool(mcp, servers);
    };
  }

  /** To be called when no tool runs any more. Idempotent. */
  @Override
  public void close() {
    servers.close();
    http.close();
  }
}
