package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.ErrorCode;
import io.offstage.task.MemoryScope;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import io.offstage.task.TaskStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as the gateway answers it.
 *
 * @param id of the task
 * @param status of the moment
 * @param toolName what it runs
 * @param agentId who asked
 * @param scope whose conversation it belongs to
 * @param times when things happened to it
 * @param result once it has completed
 * @param error once it has failed or timed out
 * @param json the whole snapshot, as it came
 */
public record BackgroundTask(
    String id,
    TaskStatus status,
    String toolName,
    String agentId,
    MemoryScope scope,
    Times times,
    @Nullable RawJson result,
    @Nullable TaskError error,
    RawJson json) {

  /**
   * What has not happened is null.
   *
   * @param created when it was asked for
   * @param started when its latest attempt began
   * @param completed when it ended, in whichever way
   */
  public record Times(
      @Nullable Instant created, @Nullable Instant started, @Nullable Instant completed) {}

  /**
   * What it waits for, in words, where it is pending and was asked for by its id; a snapshot of the
   * moment when it began to wait.
   */
  public @Nullable String waitReason() {
    return ClientJson.text(ClientJson.read(json.text()), "waitReason");
  }

  /** Throws {@link OffstageException} where the object is no task. */
  static BackgroundTask of(JsonNode task) {
    String status = ClientJson.text(task, "status", "");
    String id = ClientJson.text(task, "id", "");
    return new BackgroundTask(
        id,
        TaskStatus.ofWireName(status)
            .orElseThrow(
                () ->
                    new OffstageException(
                        "task %s has a status this client does not know: \"%s\""
                            .formatted(id, status),
                        null)),
        ClientJson.text(task, "toolName", ""),
        ClientJson.text(task, "agentId", ""),
        MemoryScope.of(ClientJson.text(task, "resourceId"), ClientJson.text(task, "threadId")),
        new Times(date(task, "createdAt"), date(task, "startedAt"), date(task, "completedAt")),
        task.has("result") ? new RawJson(task.get("result").toString()) : null,
        error(task.path("error")),
        new RawJson(task.toString()));
  }

  /** Those of an array. */
  static List<BackgroundTask> all(JsonNode tasks) {
    return tasks.valueStream().map(BackgroundTask::of).toList();
  }

  private static @Nullable Instant date(JsonNode task, String field) {
    String text = ClientJson.text(task, field);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new OffstageException(field + " is not a date: " + text, e);
    }
  }

  private static @Nullable TaskError error(JsonNode error) {
    if (!error.isObject()) {
      return null;
    }
    return new TaskError(
        ClientJson.text(error, "message", ""),
        ErrorCode.ofWireName(ClientJson.text(error, "code", "")).orElse(ErrorCode.TOOL_ERROR),
        ClientJson.text(error, "stack"));
  }
}
