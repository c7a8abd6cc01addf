package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.ToolResult;
import io.offstage.agent.toolset.EarlierCall;
import io.offstage.agent.toolset.RecallingTool;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.telemetry.Traced;
import io.offstage.worker.attempt.Attempt;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.Toolbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries out calls side by side, each on a virtual thread of its own, and reports on the thread
 * that asked. Interrupted, it interrupts them all.
 */
final class InlineCalls {

  private static final int BOUND = 1_024;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  private final Toolbox own;
  private final Toolbox shared;
  private final Map<String, List<EarlierCall>> earlier;
  private final Attempt run;
  private final RunSpans spans;
  private final BlockingQueue<Report> reports = new ArrayBlockingQueue<>(BOUND);

  /** What a call says, while it runs and at its end. */
  sealed interface Report {
    PlannedCall call();
  }

  record Output(PlannedCall call, RawJson chunk) implements Report {}

  record Ended(PlannedCall call, Outcome outcome) implements Report {}

  private record Running(PlannedCall call, Instant deadline) {}

  /** Takes reports. */
  interface Listener {
    void report(Report report) throws InterruptedException;
  }

  /**
   * @param own the agent's tools; they go before the others
   * @param shared the worker's tools
   * @param earlier what stands before each call of a tool that needs to know
   */
  InlineCalls(
      Toolbox own,
      Toolbox shared,
      Map<String, List<EarlierCall>> earlier,
      Attempt run,
      RunSpans spans) {
    this.own = own;
    this.shared = shared;
    this.earlier = earlier;
    this.run = run;
    this.spans = spans;
  }

  /**
   * Returns when every call has ended or passed its deadline.
   *
   * @param resumes what a resume brought, by call id
   */
  void carryOut(List<PlannedCall> calls, Map<String, RawJson> resumes, Listener listener)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    Map<String, Running> running = new HashMap<>();
    try {
      for (PlannedCall call : calls) {
        Instant deadline = Instant.now().plus(timeout(call));
        running.put(call.toolCallId(), new Running(call, deadline));
        Optional<RawJson> resumed = Optional.ofNullable(resumes.get(call.toolCallId()));
        Traced span = spans.executeTool(call);
        threads.add(
            Thread.ofVirtual()
                .name("inline-" + call.tool())
                .start(() -> carryOut(call, deadline, resumed, span)));
      }
      while (!running.isEmpty()) {
        Report report = reports.poll(nanosToFirstDeadline(running), TimeUnit.NANOSECONDS);
        if (report == null) {
          expire(running, listener);
        } else if (running.containsKey(report.call().toolCallId())) {
          if (report instanceof Ended) {
            running.remove(report.call().toolCallId());
          }
          listener.report(report);
        }
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  private static long nanosToFirstDeadline(Map<String, Running> running) {
    Instant first =
        running.values().stream().map(Running::deadline).min(Instant::compareTo).orElseThrow();
    return Math.max(0, Duration.between(Instant.now(), first).toNanos());
  }

  private static void expire(Map<String, Running> running, Listener listener)
      throws InterruptedException {
    Instant now = Instant.now();
    for (Running late : List.copyOf(running.values())) {
      if (!late.deadline().isAfter(now)) {
        running.remove(late.call().toolCallId());
        listener.report(
            new Ended(
                late.call(), failed("Timed out after " + timeout(late.call()).toMillis() + "ms")));
      }
    }
  }

  private void carryOut(
      PlannedCall call, Instant deadline, Optional<RawJson> resumed, Traced span) {
    try (Traced executing = span.enter()) {
      InlineContext context =
          new InlineContext(
              run.task(),
              call,
              deadline,
              resumed,
              executing.traceOr(run.trace()),
              chunk -> reports.put(new Output(call, chunk)));
      Outcome outcome = outcome(call, deadline, context);
      RunSpans.ended(executing, outcome);
      reports.put(new Ended(call, outcome));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The tool boundary: whatever it throws is an error that the model reads. */
  private Outcome outcome(PlannedCall call, Instant deadline, InlineContext context)
      throws InterruptedException {
    Toolbox tools = own.find(call.tool()).isPresent() ? own : shared;
    Tool tool = tools.find(call.tool()).orElse(null);
    if (tool == null) {
      return failed("This worker does not know the tool \"" + call.tool() + "\"");
    }
    Optional<String> refusal = tools.refusal(call.tool(), call.args());
    if (refusal.isPresent()) {
      return failed(refusal.get());
    }
    try {
      if (tool instanceof RecallingTool recalling) {
        return recalling
            .answer()
            .of(call.args(), earlier.getOrDefault(call.toolCallId(), List.of()));
      }
      Outcome outcome = tool.call(call.args(), context);
      while (outcome instanceof Outcome.RunAgain again
          && Instant.now().plus(again.after()).isBefore(deadline)) {
        Thread.sleep(again.after());
        outcome = tool.call(call.args(), context);
      }
      return outcome;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return failed(Objects.requireNonNullElse(e.getMessage(), e.getClass().getName()));
    }
  }

  private static Outcome failed(String message) {
    return new Outcome.TerminalFailure(TaskError.of(ErrorCode.TOOL_ERROR, message));
  }

  /** What the model is given, unless the call asks for input. */
  static Optional<ToolResult> resultOf(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded o -> Optional.of(ToolResult.of(o.result()));
      case Outcome.RetryableFailure o -> Optional.of(ToolResult.error(o.error().message()));
      case Outcome.TerminalFailure o -> Optional.of(ToolResult.error(o.error().message()));
      case Outcome.Cancelled _ -> Optional.of(ToolResult.error("The call was cancelled"));
      case Outcome.RunAgain _ ->
          Optional.of(ToolResult.error("The call has not come to an end within its time"));
      case Outcome.Waits _ ->
          Optional.of(ToolResult.error("A tool cannot wait for tasks inside a run"));
      case Outcome.Suspended _ -> Optional.empty();
    };
  }

  private static Duration timeout(PlannedCall call) {
    Long millis = call.inlineTimeoutMs();
    return millis == null ? DEFAULT_TIMEOUT : Duration.ofMillis(millis);
  }
}
