package io.offstage.topic;

import io.offstage.task.ErrorCode;
import io.offstage.task.Origin;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a parent is told of a child that has ended.
 *
 * @param taskId the child
 * @param pool the child's pool
 * @param toolName what it ran
 * @param toolCallId the model's id of the call
 * @param origin who asked for it
 * @param status how it ended
 * @param error why, unless it completed or was cancelled
 * @param result what it returned, up to 16 KiB
 * @param resultAt where its last lifecycle record stands, if the result is larger than that
 * @param startedAt its first attempt's start
 * @param completedAt its end
 */
public record FinishedChild(
    String taskId,
    String pool,
    String toolName,
    String toolCallId,
    Origin origin,
    TaskStatus status,
    @Nullable TaskError error,
    @Nullable RawJson result,
    @Nullable Position resultAt,
    @Nullable Instant startedAt,
    Instant completedAt) {

  /** The largest result, in bytes, that is told rather than pointed at. */
  public static final int LARGEST_TOLD_RESULT = 16 * 1024;

  /** The same with the result that {@link #resultAt} points at. */
  public FinishedChild withResult(RawJson read) {
    return with(read, resultAt);
  }

  /** Whether it never began, because its key was busy. */
  public boolean wasRefused() {
    return error != null
        && (error.code() == ErrorCode.REJECTED || error.code() == ErrorCode.QUEUE_FULL);
  }

  /** Whether it returned something that is neither told nor pointed at. */
  public boolean lacksResult() {
    return status == TaskStatus.COMPLETED && result == null && resultAt == null;
  }

  /** The same end, pointing at its last lifecycle record. */
  public FinishedChild withResultAt(Position position) {
    return with(result, position);
  }

  private FinishedChild with(@Nullable RawJson told, @Nullable Position at) {
    return new FinishedChild(
        taskId,
        pool,
        toolName,
        toolCallId,
        origin,
        status,
        error,
        told,
        at,
        startedAt,
        completedAt);
  }
}
