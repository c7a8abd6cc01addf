package io.offstage.worker.attempt;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.TaskStart;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where attempts tell their owner what happened. Called from the attempts' threads; may block
 * briefly while the mailbox is full.
 */
public interface AttemptSink {

  /**
   * The code has really stopped, and its output is flushed.
   *
   * @param output how much of the task's output is in the topic now
   */
  void ended(String taskId, int attempt, Outcome outcome, OutputMark output);

  /**
   * The attempt made a step.
   *
   * @return completes when the step is durable; exceptionally when this attempt no longer counts
   */
  CompletableFuture<Void> advanced(
      String taskId,
      int attempt,
      List<TaskStart> children,
      List<String> handled,
      OutputMark output);
}
