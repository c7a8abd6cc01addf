package io.offstage.worker.attempt;

import io.offstage.settings.InputLimits;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.worker.tool.ToolJson;

/**
 * Keeps out of snapshots what would break them: results and payloads that are too large or not
 * JSON, errors that are too large.
 */
final class OutcomeGuard {

  private final InputLimits limits;

  OutcomeGuard(InputLimits limits) {
    this.limits = limits;
  }

  /** The outcome, or the failure that stands in its place. */
  Outcome check(Outcome outcome, Task task) {
    return switch (outcome) {
      case Outcome.Succeeded o ->
          checked(o, o.result(), task, "result", "limits.result", limits.resultBytes());
      case Outcome.Suspended o ->
          checked(
              o,
              o.payload(),
              task,
              "suspend payload",
              "limits.suspend-payload",
              limits.suspendPayloadBytes());
      case Outcome.RetryableFailure o -> new Outcome.RetryableFailure(cut(o.error()), o.backoff());
      case Outcome.TerminalFailure o -> new Outcome.TerminalFailure(cut(o.error()));
      case Outcome.RunAgain o -> o;
      case Outcome.Waits o -> o;
      case Outcome.Cancelled o -> o;
    };
  }

  /** What keeps the children of a task within limits during an attempt. */
  ChildrenGuard children(Task task) {
    return new ChildrenGuard(task, limits);
  }

  private static Outcome checked(
      Outcome outcome, RawJson value, Task task, String what, String limit, int most) {
    String tool = task.start().call().toolName();
    int size = value.sizeInBytes();
    if (size > most) {
      return failure(
          ErrorCode.RESULT_TOO_LARGE,
          "The %s of task %s (tool \"%s\") has %d bytes; %s allows %d"
              .formatted(what, task.id(), tool, size, limit, most));
    }
    String flaw = ToolJson.flaw(value);
    return flaw == null
        ? outcome
        : failure(
            ErrorCode.NON_RETRYABLE,
            "The %s of task %s (tool \"%s\") cannot be kept: %s"
                .formatted(what, task.id(), tool, flaw));
  }

  private static Outcome failure(ErrorCode code, String message) {
    return new Outcome.TerminalFailure(TaskError.of(code, message));
  }

  private TaskError cut(TaskError error) {
    String stack = error.stack() == null ? null : Text.cut(error.stack(), limits.errorBytes() / 2);
    int left = limits.errorBytes() - (stack == null ? 0 : Text.bytes(stack));
    return new TaskError(Text.cut(error.message(), left), error.code(), stack);
  }
}
