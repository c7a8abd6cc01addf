package io.offstage.worker.mcp;

import io.offstage.task.RawJson;
import io.offstage.worker.tool.ToolContext;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * One call of a tool.
 *
 * @param tool its name at the server
 * @param token stands for the call in progress notifications
 */
record McpCall(String tool, RawJson args, ToolContext context, String token) {

  static McpCall of(String tool, RawJson args, ToolContext context) {
    return new McpCall(tool, args, context, UUID.randomUUID().toString());
  }

  /** What the server is told besides the arguments. */
  Map<String, Object> meta() {
    Map<String, Object> meta = new HashMap<>();
    meta.put(NotingTransport.TOKEN, token);
    meta.put("io.offstage/task-id", context.taskId());
    meta.put("io.offstage/attempt", context.attempt());
    meta.put("io.offstage/idempotency-key", context.idempotencyKey());
    context.traceparent().ifPresent(trace -> meta.put("traceparent", trace));
    context.tracestate().ifPresent(state -> meta.put("tracestate", state));
    return meta;
  }
}
