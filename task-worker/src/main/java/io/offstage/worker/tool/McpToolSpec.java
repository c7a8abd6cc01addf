package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import java.util.Optional;

/**
 * A tool of an MCP server, as an operator configures it.
 *
 * @param name 1–64 of {@code [A-Za-z0-9_-]}
 * @param server that has it
 * @param tool its name there
 * @param description for the model; empty: what the server says
 * @param declaredSchema JSON Schema (2020-12) of the arguments; absent: the server's
 * @param background whether and how it runs in the background
 * @param pool the pool whose workers run it in the background
 */
public record McpToolSpec(
    String name,
    McpServer server,
    String tool,
    String description,
    Optional<RawJson> declaredSchema,
    Background background,
    String pool)
    implements ToolSpec {

  /** The same, with what the server says where nothing is declared. */
  public McpToolSpec orElse(String serversDescription, RawJson serversSchema) {
    return new McpToolSpec(
        name,
        server,
        tool,
        description.isEmpty() ? serversDescription : description,
        declaredSchema.or(() -> Optional.of(serversSchema)),
        background,
        pool);
  }

  /** The declared one, or that of any object: the server checks the arguments itself. */
  @Override
  public RawJson inputSchema() {
    return declaredSchema.orElse(ToolBuilder.ANY_OBJECT);
  }
}
