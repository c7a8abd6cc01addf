package io.offstage.worker.tool;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a program is told of the call that it carries out. */
final class CallVariables {

  private CallVariables() {}

  static Map<String, String> of(ToolContext context) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("OFFSTAGE_TASK_ID", context.taskId());
    variables.put("OFFSTAGE_TOOL_CALL_ID", context.toolCallId());
    variables.put("OFFSTAGE_ATTEMPT", Integer.toString(context.attempt()));
    variables.put("OFFSTAGE_IDEMPOTENCY_KEY", context.idempotencyKey());
    context.deadline().ifPresent(at -> variables.put("OFFSTAGE_DEADLINE", at.toString()));
    context.resumeData().ifPresent(data -> variables.put("OFFSTAGE_RESUME_DATA", data.text()));
    context.traceparent().ifPresent(trace -> variables.put("TRACEPARENT", trace));
    context.tracestate().ifPresent(state -> variables.put("TRACESTATE", state));
    return variables;
  }
}
