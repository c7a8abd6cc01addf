package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.worker.process.Program;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads {@code {kind: mcp, tool, description, inputSchema, background, pool}} with either {@code
 * command, args, env, workingDir} or {@code url, headers}. {@code tool} is the entry's name where
 * nothing else is said.
 */
final class McpToolReader {

  private McpToolReader() {}

  /** As {@link ToolSpecReader#read}. */
  static Optional<McpToolSpec> read(
      String path, String name, JsonNode node, Consumer<String> problems) {
    SpecFields fields = new SpecFields(path, node, problems);
    fields.text("kind");
    Optional<McpServer> server = server(fields);
    String tool = fields.text("tool").filter(t -> !t.isBlank()).orElse(name);
    ToolHead head = ToolHead.read(fields, problems);
    fields.refuseOthers();
    return server.map(
        at ->
            new McpToolSpec(
                name,
                at,
                tool,
                head.description(),
                head.inputSchema(),
                head.background(),
                head.pool()));
  }

  private static Optional<McpServer> server(SpecFields fields) {
    boolean local = fields.any("command").isPresent();
    boolean remote = fields.any("url").isPresent();
    if (local && remote) {
      fields.refuse("url", "either command or url, not both");
      fields.know("args", "env", "workingDir", "headers");
      return Optional.empty();
    }
    if (remote) {
      Map<String, String> headers = HttpToolReader.headers(fields);
      Optional<URI> url = HttpToolReader.url(fields);
      return url.map(u -> new McpServer.Remote(u, headers));
    }
    if (!local) {
      fields.refuse("command", "a command to start, or the url of a server, is required");
      fields.know("args", "env", "workingDir", "headers");
      return Optional.empty();
    }
    Optional<Program> program = ProgramFields.read(fields);
    return program.map(McpServer.Local::new);
  }
}
