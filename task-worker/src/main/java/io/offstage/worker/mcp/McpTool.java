package io.offstage.worker.mcp;

import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.worker.tool.ConfiguredTool;
import io.offstage.worker.tool.McpToolSpec;
import io.offstage.worker.tool.ToolContext;
import java.io.IOException;

/**
 * A tool of an MCP server. The call's {@code _meta} bears the task's id, the attempt, the
 * idempotency key and the {@code traceparent}; progress becomes output; an interrupt sends {@code
 * notifications/cancelled}. What the tool itself calls an error may be tried again; a call that the
 * server refuses may not.
 */
public record McpTool(McpToolSpec spec, McpServers servers) implements ConfiguredTool {

  @Override
  public Outcome call(RawJson args, ToolContext context) throws IOException, InterruptedException {
    return new Outcome.Succeeded(servers.call(spec.server(), spec.tool(), args, context));
  }
}
