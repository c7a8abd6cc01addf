package io.offstage.gateway.tail;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a subscription is about: those that satisfy everything that is given.
 *
 * @param taskIds any of these; empty: any task
 * @param agentId of this agent
 * @param runId of this run: itself, and what it has started, sub-agents included
 * @param threadId of this thread
 * @param resourceId of this resource
 * @param confinedTo of one of these resources, because the caller may see no other; null: all
 */
public record Interest(
    Set<String> taskIds,
    @Nullable String agentId,
    @Nullable String runId,
    @Nullable String threadId,
    @Nullable String resourceId,
    @Nullable Set<String> confinedTo) {

  public Interest {
    taskIds = Set.copyOf(taskIds);
    confinedTo = confinedTo == null ? null : Set.copyOf(confinedTo);
  }

  /** These tasks and no condition besides: their records come even if nothing is known of them. */
  public static Interest inTasks(Set<String> taskIds) {
    return new Interest(taskIds, null, null, null, null, null);
  }

  /** A run and the tasks it has started. */
  public static Interest inRun(String runId, @Nullable Set<String> confinedTo) {
    return new Interest(Set.of(), null, runId, null, null, confinedTo);
  }

  /** Whether ids alone decide. */
  boolean namesTasksOnly() {
    return !taskIds.isEmpty()
        && agentId == null
        && runId == null
        && threadId == null
        && resourceId == null
        && confinedTo == null;
  }

  /** Whether a task is meant. */
  public boolean matches(TaskScope task) {
    return (taskIds.isEmpty() || taskIds.contains(task.taskId()))
        && (agentId == null || agentId.equals(task.agentId()))
        && (runId == null || runId.equals(task.runId()) || runId.equals(task.parentId()))
        && (threadId == null || threadId.equals(task.threadId()))
        && (resourceId == null || resourceId.equals(task.resourceId()))
        && (confinedTo == null
            || (task.resourceId() != null && confinedTo.contains(task.resourceId())));
  }
}
