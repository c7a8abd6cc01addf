package io.offstage.worker.attempt;

import io.offstage.task.Outcome;
import io.offstage.task.Task;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.opentelemetry.api.trace.SpanKind;

/** What is recorded of an attempt: {@code task <tool>}. */
final class AttemptSpan {

  private AttemptSpan() {}

  static Traced begin(Traces traces, Task task) {
    if (!traces.isOn()) {
      return traces.begin("", SpanKind.INTERNAL, task.start().lineage().trace());
    }
    String tool = task.start().call().toolName();
    return traces
        .begin("task " + tool, SpanKind.INTERNAL, task.start().lineage().trace())
        .put("offstage.task.id", task.id())
        .put("offstage.task.attempt", task.attempts().attempt())
        .put("offstage.task.pool", task.start().placement().pool())
        .put("offstage.tool.name", tool)
        .put("offstage.run.id", task.start().origin().runId())
        .put("gen_ai.agent.name", task.start().origin().agentId())
        .put("gen_ai.tool.call.id", task.start().call().toolCallId())
        .put("gen_ai.conversation.id", task.start().origin().scope().threadId());
  }

  static void ended(Traced span, Outcome outcome) {
    span.put("offstage.task.status", status(outcome));
    switch (outcome) {
      case Outcome.RetryableFailure failure -> span.failed(failure.error().code().wireName());
      case Outcome.TerminalFailure failure -> span.failed(failure.error().code().wireName());
      case Outcome.Succeeded _, Outcome.Suspended _, Outcome.RunAgain _, Outcome.Waits _ -> {}
      case Outcome.Cancelled _ -> {}
    }
  }

  private static String status(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> "completed";
      case Outcome.Suspended _ -> "suspended";
      case Outcome.RetryableFailure _, Outcome.TerminalFailure _ -> "failed";
      case Outcome.RunAgain _ -> "pending";
      case Outcome.Waits _ -> "waiting";
      case Outcome.Cancelled _ -> "cancelled";
    };
  }
}
