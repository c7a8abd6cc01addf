package io.offstage.worker.tool;

import io.offstage.task.Origin;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a tool knows of the call it carries out, and what it may do besides returning a value. */
public interface ToolContext {

  /** The task's id; for a foreground call, the tool call's id. */
  String taskId();

  /** The model's id of the call. */
  String toolCallId();

  /** Who asked. */
  Origin origin();

  /** The number of this attempt, from 1. */
  int attempt();

  /** The same for every attempt at this task: what to send along where doing twice would hurt. */
  String idempotencyKey();

  /** When the attempt times out. */
  Optional<Instant> deadline();

  /**
   * Streams a chunk of output to whoever watches.
   *
   * @param chunk any value that Jackson can write
   */
  void output(Object chunk) throws InterruptedException;

  /**
   * Asks for input: {@code return context.suspend(payload)}. The slot is freed; a resume runs the
   * tool again.
   *
   * @param payload what the one who resumes should know; any value that Jackson can write
   */
  Outcome suspend(@Nullable Object payload);

  /**
   * Asks to be run again later: {@code return context.runAgain(Duration.ofMinutes(5))}. The slot is
   * freed and nothing is held meanwhile, also across restarts. It is no failure and counts as no
   * retry; only {@code totalTimeoutMs} bounds how often. A call in the foreground waits where it
   * is, within its timeout.
   *
   * @param after how long to wait, not negative
   */
  default Outcome runAgain(Duration after) {
    return new Outcome.RunAgain(after);
  }

  /** The trace that this call is part of, to be handed on to whatever it calls. */
  default Optional<TraceContext> trace() {
    return Optional.empty();
  }

  /** The W3C {@code traceparent} of {@link #trace}. */
  default Optional<String> traceparent() {
    return trace().map(TraceContext::traceparent);
  }

  /** The W3C {@code tracestate} of {@link #trace}, where there is one. */
  default Optional<String> tracestate() {
    return trace().map(TraceContext::tracestate);
  }

  /** What the resume brought, when this attempt follows one. */
  Optional<RawJson> resumeData();

  /** Whether the tool has been asked to stop; its thread has been interrupted as well. */
  boolean isCancelled();
}
