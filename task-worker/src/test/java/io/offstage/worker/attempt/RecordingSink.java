package io.offstage.worker.attempt;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.TaskStart;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An owner that remembers what it is told and leaves the rest to the test. */
final class RecordingSink implements AttemptSink {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  record Ended(String taskId, int attempt, Outcome outcome, OutputMark output) {}

  record Advanced(
      String taskId,
      int attempt,
      List<TaskStart> children,
      List<String> handled,
      OutputMark output,
      CompletableFuture<Void> durable) {}

  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final BlockingQueue<Advanced> advanced = new LinkedBlockingQueue<>();

  @Override
  public void ended(String taskId, int attempt, Outcome outcome, OutputMark output) {
    ended.add(new Ended(taskId, attempt, outcome, output));
  }

  @Override
  public CompletableFuture<Void> advanced(
      String taskId,
      int attempt,
      List<TaskStart> children,
      List<String> handled,
      OutputMark output) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    advanced.add(new Advanced(taskId, attempt, children, handled, output, durable));
    return durable;
  }

  Ended awaitEnd() throws InterruptedException {
    return Objects.requireNonNull(
        ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no attempt ended");
  }

  Advanced awaitStep() throws InterruptedException {
    return Objects.requireNonNull(
        advanced.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no attempt made a step");
  }

  boolean sawMoreEnds() {
    return !ended.isEmpty();
  }
}
