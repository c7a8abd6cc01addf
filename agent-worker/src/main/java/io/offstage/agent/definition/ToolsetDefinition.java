package io.offstage.agent.definition;

import io.offstage.worker.tool.McpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an agent's {@code toolsets}.
 *
 * @param source what it is
 * @param only names of those of its tools that the agent has; all, where none is named
 * @param instruction for the agent's model, besides its own
 */
public record ToolsetDefinition(Source source, List<String> only, String instruction) {

  public ToolsetDefinition {
    only = List.copyOf(only);
  }

  /** Whether the agent has this tool of it. */
  public boolean offers(String tool) {
    return only.isEmpty() || only.contains(tool);
  }

  /**
   * Whether a tool of this name may be one of its, and one whose calls may run in the background.
   * What only looks at a thread or a directory stays inside the run; an MCP server may have any
   * tool until it has said which.
   */
  public boolean maySendAway(String tool) {
    return switch (source) {
      case Fetch _ -> tool.equals(Fetch.TOOL) && offers(tool);
      case Shell _ -> tool.equals(Shell.TOOL) && offers(tool);
      case Mcp mcp -> mcp.nameThere(tool).filter(this::offers).isPresent();
      case Think _, Todo _, Filesystem _ -> false;
    };
  }

  /** What brings the tools. */
  public sealed interface Source {}

  /** A place to think. */
  public record Think() implements Source {}

  /** A list of what is to be done. */
  public record Todo() implements Source {}

  /**
   * The public web.
   *
   * @param timeout where a call says nothing; absent: the usual one
   */
  public record Fetch(@Nullable Duration timeout) implements Source {
    public static final String TOOL = "fetch";
  }

  /**
   * Files.
   *
   * @param root that they stand below; absent: where the worker runs
   */
  public record Filesystem(@Nullable Path root) implements Source {}

  /**
   * Commands.
   *
   * @param environment added to the scrubbed one
   */
  public record Shell(Map<String, String> environment) implements Source {
    public static final String TOOL = "shell";

    public Shell {
      environment = Map.copyOf(environment);
    }

    /** Values may be secret. */
    @Override
    public String toString() {
      return "Shell[environment=" + environment.keySet() + "]";
    }
  }

  /**
   * The tools of an MCP server.
   *
   * @param prefix put before their names, with an underscore; empty for none
   */
  public record Mcp(McpServer server, String prefix) implements Source {

    /** The name that agents know a tool by. */
    public String nameHere(String tool) {
      return prefix.isEmpty() ? tool : prefix + "_" + tool;
    }

    /** The name that the server knows a tool by; empty where it cannot be one of its tools. */
    public Optional<String> nameThere(String tool) {
      String before = nameHere("");
      return tool.startsWith(before) && tool.length() > before.length()
          ? Optional.of(tool.substring(before.length()))
          : Optional.empty();
    }
  }
}
