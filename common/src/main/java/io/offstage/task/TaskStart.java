package io.offstage.task;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a task that never change: its started record with every default filled in.
 *
 * @param taskId 1–128 of {@code [A-Za-z0-9._:-]}; the dedupe key
 * @param call what to run
 * @param origin who asked
 * @param placement where and when
 * @param policy how it is treated when things take long or go wrong
 * @param lineage where it comes from and what its end sets off
 * @param createdAt when it was asked for
 * @param extra fields of the started record that this release does not know, kept as they came
 */
public record TaskStart(
    String taskId,
    ToolCall call,
    Origin origin,
    Placement placement,
    Policy policy,
    Lineage lineage,
    Instant createdAt,
    Map<String, RawJson> extra) {

  private static final int LONGEST_ID = 128;

  public TaskStart {
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
  }

  /** Whether this may be a task's id: 1 to 128 of {@code [A-Za-z0-9._:-]}. */
  public static boolean isTaskId(String id) {
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digitOrColon = c >= '0' && c <= ':';
      if (!letter && !digitOrColon && c != '-' && c != '.' && c != '_') {
        return false;
      }
    }
    return true;
  }

  /** The same task as part of a trace. */
  public TaskStart with(@Nullable TraceContext trace) {
    return new TaskStart(
        taskId, call, origin, placement, policy, lineage.with(trace), createdAt, extra);
  }

  TaskStart withoutArgs() {
    ToolCall without = new ToolCall(call.toolName(), call.toolCallId(), RawJson.EMPTY_OBJECT);
    return new TaskStart(taskId, without, origin, placement, policy, lineage, createdAt, extra);
  }
}
