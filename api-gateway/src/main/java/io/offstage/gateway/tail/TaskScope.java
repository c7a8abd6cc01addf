package io.offstage.gateway.tail;

import org.jspecify.annotations.Nullable;

/**
 * What subscribers filter tasks by.
 *
 * @param taskId the task
 * @param agentId who asked for it
 * @param runId the run that asked for it; for a run, its own id
 * @param threadId the conversation, if any
 * @param resourceId its owner, if any
 * @param parentId the task that started it, if any: for a sub-agent, whose run id is its own, the
 *     run that asked for it
 */
public record TaskScope(
    String taskId,
    String agentId,
    String runId,
    @Nullable String threadId,
    @Nullable String resourceId,
    @Nullable String parentId) {

  /** The thread of whoever asked: a sub-agent has one of its own below that. */
  @Nullable String conversation() {
    String own = "/" + taskId;
    return threadId != null && threadId.endsWith(own)
        ? threadId.substring(0, threadId.length() - own.length())
        : threadId;
  }
}
