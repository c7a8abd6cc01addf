package io.offstage.agent.background;

import io.offstage.agent.memory.JsonText;
import io.offstage.task.Backpressure;
import io.offstage.task.RawJson;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of a step, and what is done about it: part of the step's write-once row.
 *
 * @param tool as the model knows it
 * @param args without {@code _background}
 * @param way how it is carried out
 * @param inlineTimeoutMs how long it may take where it is carried out inline
 * @param child the task that carries it out, if one does
 * @param refusal why it is not carried out, in words for the model
 */
public record PlannedCall(
    String toolCallId,
    String tool,
    RawJson args,
    Way way,
    @Nullable Long inlineTimeoutMs,
    @Nullable Child child,
    @Nullable String refusal) {

  /** How a call is carried out. */
  public enum Way {
    /** Here, before the step ends. */
    INLINE,
    /** By a task; acknowledged at once. */
    DEFERRED,
    /** By a task whose result the step waits for. */
    AWAITED,
    /** As {@link #AWAITED}, but to the outside it looks like {@link #INLINE}. */
    REMOTE,
    /** By the run itself, with a control tool; it may wait for tasks, and then the run does. */
    CONTROL,
    /** By going on as another agent. */
    HANDOFF,
    /** By whoever has started the run, after it. */
    CLIENT,
    /** Not at all. */
    REFUSED
  }

  /**
   * A task, enough to write its started record again.
   *
   * @param taskId chosen with the step, once
   * @param pool where it runs
   * @param agent whom it delegates to; absent for a tool
   * @param timeoutMs of an attempt of a tool; of the whole life of a run; absent: the pool's
   *     default
   * @param waitTimeoutMs how long a plain stream waits for the next completion before it goes on;
   *     absent: not at all
   * @param createdAtMs when the step was made, in milliseconds since 1970
   * @param backpressure what it asks of its owner where its key is busy; absent: to wait
   */
  public record Child(
      String taskId,
      String pool,
      @Nullable String agent,
      @Nullable Long timeoutMs,
      int maxRetries,
      @Nullable Long waitTimeoutMs,
      long createdAtMs,
      @Nullable Backpressure backpressure) {}

  /**
   * What is done in place of a task that its owner has refused, because its key is busy.
   *
   * @param reason in words for the model
   * @param inline whether this worker can carry the call out itself
   * @param newTaskId of the task that carries it out where it cannot
   */
  public PlannedCall insteadOfRefused(String reason, boolean inline, Supplier<String> newTaskId) {
    Child refused = Objects.requireNonNull(child);
    if (refused.backpressure() != Backpressure.FALLBACK_SYNC) {
      return refused(toolCallId, tool, args, reason);
    }
    return inline && refused.agent() == null
        ? new PlannedCall(toolCallId, tool, args, Way.INLINE, refused.timeoutMs(), null, null)
        : by(
            Way.REMOTE,
            toolCallId,
            tool,
            args,
            new Child(
                newTaskId.get(),
                refused.pool(),
                refused.agent(),
                refused.timeoutMs(),
                refused.maxRetries(),
                refused.waitTimeoutMs(),
                refused.createdAtMs(),
                null));
  }

  /** Whether nothing is said of its task before its owner has taken it. */
  public boolean asksForVerdict() {
    return isAnnounced() && child != null && child.backpressure() != null;
  }

  static PlannedCall inline(String toolCallId, String tool, RawJson args, Duration timeout) {
    return new PlannedCall(toolCallId, tool, args, Way.INLINE, timeout.toMillis(), null, null);
  }

  static PlannedCall by(Way way, String toolCallId, String tool, RawJson args, Child child) {
    return new PlannedCall(toolCallId, tool, args, way, null, child, null);
  }

  static PlannedCall here(Way way, String toolCallId, String tool, RawJson args) {
    return new PlannedCall(toolCallId, tool, args, way, null, null, null);
  }

  /** The same call, not carried out. */
  public PlannedCall refused(String why) {
    return refused(toolCallId, tool, args, why);
  }

  static PlannedCall refused(String toolCallId, String tool, RawJson args, String refusal) {
    return new PlannedCall(toolCallId, tool, args, Way.REFUSED, null, null, refusal);
  }

  /** What the model reads until its task has ended. */
  public String acknowledgement() {
    String id = Objects.requireNonNull(child).taskId();
    return startsBackgroundAgent()
        ? Delegation.ack(id, JsonText.tree(args))
        : BackgroundTexts.ack(id, tool);
  }

  /** Whether it is docker-agent's way to send a task to the background. */
  public boolean startsBackgroundAgent() {
    return child != null && Delegation.isAgentTask(child.taskId());
  }

  /** Whether its task is a run that is told its goal as docker-agent tells it. */
  public boolean delegatesByArgument() {
    return child != null
        && child.agent() != null
        && (startsBackgroundAgent() || tool.equals(Delegation.TRANSFER.toolName()));
  }

  /** Whether the outside is told of its task. */
  public boolean isAnnounced() {
    return way == Way.DEFERRED || way == Way.AWAITED;
  }

  /** Whether the step waits for its task. */
  public boolean isAwaited() {
    return way == Way.AWAITED || way == Way.REMOTE;
  }
}
