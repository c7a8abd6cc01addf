package io.offstage.worker.tool;

import io.offstage.worker.process.Program;
import java.net.URI;
import java.util.Map;
import java.util.TreeSet;

/** An MCP server, as an operator configures it. Equal ones share a connection. */
public sealed interface McpServer {

  /** What {@code worker.allow} calls tools that start such a server. */
  String KIND = "mcp";

  /** For messages, without what may be secret. */
  String shown();

  /**
   * A program that speaks on its input and output.
   *
   * @param program started when first needed
   */
  record Local(Program program) implements McpServer {
    @Override
    public String shown() {
      return program.shown();
    }
  }

  /**
   * One that speaks streamable HTTP.
   *
   * @param url its endpoint; http or https
   * @param headers sent with every request; may hold secrets, so {@code toString} shows only their
   *     names
   */
  record Remote(URI url, Map<String, String> headers) implements McpServer {
    public Remote {
      headers = Map.copyOf(headers);
    }

    @Override
    public String shown() {
      return HttpToolSpec.shown(url);
    }

    @Override
    public String toString() {
      return "Remote[url=%s, headers=%s]".formatted(shown(), new TreeSet<>(headers.keySet()));
    }
  }
}
