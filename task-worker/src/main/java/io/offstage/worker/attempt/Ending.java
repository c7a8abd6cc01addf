package io.offstage.worker.attempt;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.Task;
import io.offstage.task.TaskError;

/**
 * How attempts end: what their code throws becomes an outcome, outcomes are kept within limits, and
 * the owner is told.
 */
record Ending(FailurePolicy failures, OutcomeGuard guard, AttemptSink sink) {

  Outcome returned(Outcome outcome, Task task) {
    return guard.check(outcome, task);
  }

  Outcome thrown(Throwable thrown, Task task) {
    return guard.check(failures.outcomeOf(thrown, task), task);
  }

  ChildrenGuard children(Task task) {
    return guard.children(task);
  }

  static Outcome unknownTool(Task task) {
    return new Outcome.TerminalFailure(
        TaskError.of(
            ErrorCode.UNKNOWN_TOOL,
            "This worker does not know the tool \"%s\"".formatted(task.start().call().toolName())));
  }
}
