package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.task.Outcome;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Locale;

/**
 * What is recorded of runs, as the conventions for generative AI have it: {@code invoke_agent} for
 * each attempt, {@code execute_tool} for each call, whether it is carried out here or by a task
 * that starts under it.
 */
record RunSpans(Traces traces) {

  static RunSpans global() {
    return new RunSpans(Traces.global());
  }

  Traced invokeAgent(Task run, String agent) {
    return traces.isOn()
        ? traces
            .begin("invoke_agent " + agent, SpanKind.INTERNAL)
            .put("gen_ai.operation.name", "invoke_agent")
            .put("gen_ai.agent.name", agent)
            .put("gen_ai.conversation.id", run.start().origin().scope().threadId())
            .put("offstage.run.id", run.id())
        : traces.begin("", SpanKind.INTERNAL);
  }

  Traced executeTool(PlannedCall call) {
    return traces.isOn()
        ? traces
            .begin("execute_tool " + call.tool(), SpanKind.INTERNAL)
            .put("gen_ai.operation.name", "execute_tool")
            .put("gen_ai.tool.name", call.tool())
            .put("gen_ai.tool.call.id", call.toolCallId())
            .put("offstage.call.way", call.way().name().toLowerCase(Locale.ROOT))
        : traces.begin("", SpanKind.INTERNAL);
  }

  /** The start of a call's task, as a part of the call. */
  TaskStart started(PlannedCall call, TaskStart child) {
    if (!traces.isOn()) {
      return child;
    }
    try (Traced executing = executeTool(call).put("offstage.task.id", child.taskId())) {
      return child.with(executing.trace());
    }
  }

  static void ended(Traced span, Outcome outcome) {
    switch (outcome) {
      case Outcome.RetryableFailure failure -> span.failed(failure.error().code().wireName());
      case Outcome.TerminalFailure failure -> span.failed(failure.error().code().wireName());
      case Outcome.Succeeded _,
          Outcome.Suspended _,
          Outcome.RunAgain _,
          Outcome.Waits _,
          Outcome.Cancelled _ -> {}
    }
  }
}
