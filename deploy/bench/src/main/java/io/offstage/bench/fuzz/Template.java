package io.offstage.bench.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * A command as it should be, with every field it may have.
 *
 * @param fields those beside the type
 */
record Template(String type, List<Field> fields) {

  static final List<Template> ALL =
      List.of(
          template(
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
          template(
              "background-task-cancel-requested",
              Field.of("taskId", "\"%s\""),
              Field.of("commandId", "\"command\""),
              Field.of("reason", "\"enough\""),
              Field.of("requestedBy", "\"me\""),
              Field.of("subtree", "true")),
          template(
              "background-task-resume-requested",
              Field.of("taskId", "\"%s\""),
              Field.of("commandId", "\"command\""),
              Field.of("resumeData", "{\"go\": \"on\"}")),
          template(
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
                  Field.of("completedAt", "\"2026-01-31T12:00:01Z\""))),
          template(
              "background-task-child-accepted",
              Field.of("taskId", "\"%s\""),
              Field.of("childId", "\"child\"")),
          template(
              "background-task-child-suspended",
              Field.of("taskId", "\"%s\""),
              Field.of("childId", "\"child\""),
              Field.of("suspended", "true")),
          template(
              "background-task-permit-requested",
              Field.of("limit", "\"global\""),
              Field.of("permit", "\"worker/7/1\""),
              Field.of("taskId", "\"%s\""),
              Field.of("concurrencyKey", "\"k\""),
              Field.of("partition", "0")),
          template(
              "background-task-permit-granted",
              Field.of("limit", "\"global\""),
              Field.of("permit", "\"worker/7/1\""),
              Field.of("taskId", "\"%s\"")),
          template(
              "background-task-permit-released",
              Field.of("limit", "\"global\""),
              Field.of("permit", "\"worker/7/1\""),
              Field.of("taskId", "\"%s\"")),
          template(
              "background-task-permits-voided",
              Field.of("limit", "\"global\""),
              Field.of("partition", "0"),
              Field.of("owner", "\"worker\"")));

  private static Template template(String type, Field... fields) {
    return new Template(type, List.of(fields));
  }

  /** All fields, the type first. */
  List<Field> fields(String taskId) {
    List<Field> all = new ArrayList<>(List.of(typeField()));
    fields.forEach(field -> all.add(field.raw().equals("\"%s\"") ? id(field, taskId) : field));
    return all;
  }

  Field typeField() {
    return Field.of("type", "\"" + type + "\"");
  }

  private static Field id(Field field, String taskId) {
    return Field.of(field.name(), "\"" + taskId + "\"");
  }
}
