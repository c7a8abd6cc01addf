package io.offstage.trace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task.
 *
 * @param at when its owner (of a change) or its tool (of output) says it was
 * @param toolName what the task runs
 * @param agentId who asked for it; of a run, whose run it is
 */
public record TraceEvent(Instant at, String taskId, String toolName, String agentId, What what) {

  /** What it was. */
  public sealed interface What {

    /** The wire name. */
    String type();
  }

  /**
   * The task came into a state.
   *
   * @param type the name of the status, or {@code retrying}
   * @param attempt how many attempts there have been, where that is known
   * @param error why it failed
   */
  public record Changed(String type, @Nullable Integer attempt, @Nullable String error)
      implements What {}

  /**
   * It wrote some output.
   *
   * @param seq the number of the first chunk, from 0 over the task's whole life
   * @param chunks how many
   * @param text what the chunks say, or their beginning: up to 200 characters
   */
  public record Wrote(long seq, int chunks, String text) implements What {
    @Override
    public String type() {
      return "output";
    }
  }
}
