package io.offstage.bench.fuzz;

import java.util.ArrayList;
import java.util.List;

/** Commands as they should be, with every field they may have. */
enum Template {
  STARTED(
      "background-task-started",
      Field.of("taskId", "\"%s\""),
      Field.of("toolName", "\"quick\""),
      Field.of("toolCallId", "\"call-1\""),
      Field.of("args", Field.of("a", "1"), Field.of("b", "[1, 2.50, {\"c\": null}]")),
      Field.of("agentId", "\"a\""),
      Field.of("runId", "\"run-1\""),
      Field.of("threadId", "\"thread\""),
      Field.of("resourceId", "\"resource\""),
      Field.of("timeoutMs", "60000"),
      Field.of("totalTimeoutMs", "90000"),
      Field.of("queueTimeoutMs", "80000"),
      Field.of("maxRetries", "2"),
      Field.of(
          "retry",
          Field.of("retryDelayMs", "10"),
          Field.of("backoffMultiplier", "2"),
          Field.of("maxRetryDelayMs", "100"),
          Field.of("jitter", "0.5")),
      Field.of("concurrencyKey", "\"k\""),
      Field.of("limits", "[]"),
      Field.of("hooks", "[]"),
      Field.of("priority", "5"),
      Field.of("runAt", "\"2026-01-31T12:00:00Z\""),
      Field.of("backpressure", "\"queue\""),
      Field.of("onWorkerLoss", "\"redeliver\""),
      Field.of("maxDeliveries", "3"),
      Field.of(
          "parent",
          Field.of("taskId", "\"p\""),
          Field.of("pool", "\"tools\""),
          Field.of("concurrencyKey", "\"k\"")),
      Field.of("redriveOf", "\"r\""),
      Field.of("continuationOf", "\"c\""),
      Field.of("createdAt", "\"2026-01-31T12:00:00.123+02:00\""),
      Field.of("unheardOf", "{\"z\": 1}")),

  CANCEL(
      "background-task-cancel-requested",
      Field.of("taskId", "\"%s\""),
      Field.of("commandId", "\"command\""),
      Field.of("reason", "\"enough\""),
      Field.of("requestedBy", "\"me\""),
      Field.of("subtree", "true")),

  RESUME(
      "background-task-resume-requested",
      Field.of("taskId", "\"%s\""),
      Field.of("commandId", "\"command\""),
      Field.of("resumeData", "{\"go\": \"on\"}")),

  CHILD_FINISHED(
      "background-task-child-finished",
      Field.of("taskId", "\"%s\""),
      Field.of(
          "child",
          Field.of("taskId", "\"child\""),
          Field.of("pool", "\"tools\""),
          Field.of("toolName", "\"quick\""),
          Field.of("toolCallId", "\"call-1\""),
          Field.of("agentId", "\"a\""),
          Field.of("runId", "\"run-1\""),
          Field.of("threadId", "\"thread\""),
          Field.of("resourceId", "\"resource\""),
          Field.of("status", "\"failed\""),
          Field.of(
              "error",
              Field.of("message", "\"no\""),
              Field.of("code", "\"tool_error\""),
              Field.of("stack", "\"at x\"")),
          Field.of("result", "{\"r\": 1}"),
          Field.of("resultAt", Field.of("partition", "0"), Field.of("offset", "7")),
          Field.of("startedAt", "\"2026-01-31T12:00:00Z\""),
          Field.of("completedAt", "\"2026-01-31T12:00:01Z\"")));

  private final String type;
  private final List<Field> fields;

  Template(String type, Field... fields) {
    this.type = type;
    this.fields = List.of(fields);
  }

  /** All fields, the type first. */
  List<Field> fields(String taskId) {
    List<Field> all = new ArrayList<>(List.of(Field.of("type", "\"" + type + "\"")));
    fields.forEach(field -> all.add(field.raw().equals("\"%s\"") ? id(field, taskId) : field));
    return all;
  }

  private static Field id(Field field, String taskId) {
    return Field.of(field.name(), "\"" + taskId + "\"");
  }
}
