package io.offstage.client;

import io.offstage.task.RawJson;
import java.util.List;

/**
 * What came of a run.
 *
 * @param runId by which it can be observed again
 * @param texts what the agent said, a text per turn; there is a turn for the question, and one for
 *     each time that it was entered again with results
 * @param finishReason of the last turn, such as {@code stop}; empty where there is none
 * @param tasks those that it sent to the background, in their order
 * @param errors what went wrong, of the run itself
 */
public record RunResult(
    String runId,
    List<String> texts,
    String finishReason,
    List<SentTask> tasks,
    List<String> errors) {

  public RunResult {
    texts = List.copyOf(texts);
    tasks = List.copyOf(tasks);
    errors = List.copyOf(errors);
  }

  /** What it said last. */
  public String text() {
    return texts.isEmpty() ? "" : texts.getLast();
  }

  /**
   * A call in the background, as far as the stream told.
   *
   * @param taskId by which it can be looked up
   * @param tool what was called
   * @param end how it ended, or that it was suspended
   */
  public record SentTask(String taskId, String tool, End end) {}

  /** How a call in the background went. */
  public sealed interface End {

    /**
     * It returned.
     *
     * @param result what
     */
    record Completed(RawJson result) implements End {}

    /**
     * It failed or ran out of time.
     *
     * @param message why
     */
    record Failed(String message) implements End {}

    /** Somebody cancelled it. */
    record Cancelled() implements End {}

    /**
     * It waits for input; {@link OffstageClient#resume} brings it.
     *
     * @param payload what it asks for
     */
    record Suspended(RawJson payload) implements End {}

    /** Its end was not told while the stream lasted. */
    record Open() implements End {}
  }
}
