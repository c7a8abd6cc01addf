package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.task.Origin;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TraceContext;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolJson;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that is carried out inside the run's attempt, as the tool sees it.
 *
 * @param deadlineAt when it is interrupted
 * @param resumed what a resume brought for this very call
 * @param within the trace of the call
 */
record InlineContext(
    Task run,
    PlannedCall call,
    Instant deadlineAt,
    Optional<RawJson> resumed,
    @Nullable TraceContext within,
    OutputSink sink)
    implements ToolContext {

  /** Where its output goes. */
  interface OutputSink {
    void output(RawJson chunk) throws InterruptedException;
  }

  @Override
  public String taskId() {
    return call.toolCallId();
  }

  @Override
  public String toolCallId() {
    return call.toolCallId();
  }

  @Override
  public Origin origin() {
    return run.start().origin();
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public String idempotencyKey() {
    return run.id() + "/" + call.toolCallId();
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.of(deadlineAt);
  }

  @Override
  public Optional<TraceContext> trace() {
    return Optional.ofNullable(within);
  }

  @Override
  public void output(Object chunk) throws InterruptedException {
    sink.output(ToolJson.write(chunk));
  }

  @Override
  public Outcome suspend(@Nullable Object payload) {
    return new Outcome.Suspended(ToolJson.write(payload));
  }

  @Override
  public Optional<RawJson> resumeData() {
    return resumed;
  }

  @Override
  public boolean isCancelled() {
    return Thread.currentThread().isInterrupted();
  }
}
