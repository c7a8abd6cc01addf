package io.offstage.worker.attempt;

import io.offstage.task.Origin;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TimeLimits;
import io.offstage.task.TraceContext;
import io.offstage.worker.tool.ToolContext;
import io.offstage.worker.tool.ToolJson;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An attempt as the tool it runs sees it. */
final class AttemptContext implements ToolContext {

  private final Attempt attempt;
  private final Task task;
  private final Instant began = Instant.now();

  AttemptContext(Attempt attempt) {
    this.attempt = attempt;
    this.task = attempt.task();
  }

  @Override
  public String taskId() {
    return task.id();
  }

  @Override
  public String toolCallId() {
    return task.start().call().toolCallId();
  }

  @Override
  public Origin origin() {
    return task.start().origin();
  }

  @Override
  public int attempt() {
    return attempt.number();
  }

  @Override
  public String idempotencyKey() {
    return task.id();
  }

  @Override
  public Optional<Instant> deadline() {
    TimeLimits limits = task.start().policy().timeLimits();
    Instant ofAttempt = limits.perAttempt() == null ? null : began.plus(limits.perAttempt());
    Instant ofTask = limits.total() == null ? null : task.start().createdAt().plus(limits.total());
    return Stream.of(Optional.ofNullable(ofAttempt), Optional.ofNullable(ofTask))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  @Override
  public void output(Object chunk) throws InterruptedException {
    attempt.output(ToolJson.write(chunk));
  }

  @Override
  public Outcome suspend(@Nullable Object payload) {
    return new Outcome.Suspended(ToolJson.write(payload));
  }

  @Override
  public Optional<TraceContext> trace() {
    return Optional.ofNullable(attempt.trace());
  }

  @Override
  public Optional<RawJson> resumeData() {
    return Optional.ofNullable(task.resumeData());
  }

  @Override
  public boolean isCancelled() {
    return attempt.isCancelled();
  }
}
