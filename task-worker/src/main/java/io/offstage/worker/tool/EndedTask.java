package io.offstage.worker.tool;

import io.offstage.task.RawJson;
import io.offstage.task.TaskEnd;
import io.offstage.task.TaskStatus;
import io.offstage.topic.JsonFields;
import io.offstage.topic.MalformedRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a hook is told.
 *
 * @param status as tasks show it: {@code completed}, {@code failed}, {@code timed_out} or {@code
 *     cancelled}
 * @param result of a task that has completed; JSON null where it has more than 64 KiB
 * @param error {@code {message, code, stack?}} of a task that has failed
 * @param task the whole snapshot, without what is larger than that
 */
public record EndedTask(
    String taskId,
    String toolName,
    String agentId,
    TaskStatus status,
    Instant endedAt,
    @Nullable RawJson result,
    @Nullable RawJson error,
    RawJson task) {

  /** How it has ended. */
  public TaskEnd end() {
    return TaskEnd.of(status);
  }

  static EndedTask of(RawJson arguments) {
    try {
      RawJson task = JsonFields.of(arguments).rawObject("task");
      if (task == null) {
        throw new NonRetryableException("task: is required");
      }
      JsonFields fields = JsonFields.of(task);
      return new EndedTask(
          fields.requiredString("id"),
          fields.requiredString("toolName"),
          fields.requiredString("agentId"),
          TaskStatus.ofWireName(fields.requiredString("status"))
              .filter(TaskStatus::isTerminal)
              .orElseThrow(() -> new NonRetryableException("task.status: is no end")),
          fields.requiredDate("completedAt"),
          fields.raw("result"),
          fields.rawObject("error"),
          task);
    } catch (MalformedRecord e) {
      throw new NonRetryableException("A hook is told of an ended task: " + e.getMessage());
    }
  }
}
