package io.offstage.task;

import org.jspecify.annotations.Nullable;

/**
 * Whose conversation a task belongs to: a thread of a resource (a user, a tenant). Both may be
 * absent; a thread never stands without its resource where memory is read or written.
 *
 * @param resourceId who owns the conversation
 * @param threadId the conversation
 */
public record MemoryScope(@Nullable String resourceId, @Nullable String threadId) {

  public static final MemoryScope NONE = new MemoryScope(null, null);

  public static MemoryScope of(@Nullable String resourceId, @Nullable String threadId) {
    return resourceId == null && threadId == null ? NONE : new MemoryScope(resourceId, threadId);
  }

  /** That of a sub-agent: a thread of its own below this one's, if there is one. */
  public MemoryScope below(String taskId) {
    return hasMemory() ? of(resourceId, threadId + "/" + taskId) : this;
  }

  /** Whether there is a thread to remember in. */
  public boolean hasMemory() {
    return resourceId != null && threadId != null;
  }
}
