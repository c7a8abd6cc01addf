package io.offstage.worker.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.offstage.task.RawJson;

/**
 * A tool as its server describes it.
 *
 * @param inputSchema JSON Schema of the arguments
 */
public record ListedTool(String name, String description, RawJson inputSchema) {

  static ListedTool of(McpSchema.Tool tool) {
    return new ListedTool(
        tool.name(),
        tool.description() == null ? "" : tool.description(),
        McpJson.raw(tool.inputSchema()));
  }
}
