package io.offstage.store;

import java.time.Instant;
import java.util.Set;

/**
 * A message, written once: (run, step, ordinal) is its identity.
 *
 * @param id unique within its thread
 * @param ordinal of the message within its step, from 0
 * @param content JSON, format 2
 * @param toolCallIds of the tool invocations in the content, by which a result finds its message
 */
public record MessageRow(
    ThreadKey thread,
    String id,
    String role,
    Instant createdAt,
    String run,
    int step,
    int ordinal,
    String content,
    Set<String> toolCallIds) {

  public MessageRow {
    MemoryName.check("message id", id);
    MemoryName.check("run", run);
    toolCallIds = Set.copyOf(toolCallIds);
  }
}
