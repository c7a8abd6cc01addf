package io.offstage.gateway.tail;

import io.offstage.task.MemoryScope;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a subscription is about: those that satisfy everything that is given.
 *
 * @param taskIds any of these; empty: any task
 * @param agentId of this agent
 * @param runs of these runs
 * @param threadId of this thread
 * @param resourceId of this resource
 * @param confinedTo of one of these resources, because the caller may see no other; null: all
 */
public record Interest(
    Set<String> taskIds,
    @Nullable String agentId,
    @Nullable Runs runs,
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

  /**
   * Some runs, and what they have to do with.
   *
   * @param ids the runs: themselves, and what they have started, sub-agents included
   * @param conversation whose tasks are meant too, whichever run has started them
   */
  public record Runs(Set<String> ids, @Nullable MemoryScope conversation) {

    public Runs {
      ids = Set.copyOf(ids);
    }

    /** Whether a task is one of the runs, or has been started by one. */
    boolean have(TaskScope task) {
      return ids.contains(task.runId())
          || (task.parentId() != null && ids.contains(task.parentId()));
    }

    private boolean matches(TaskScope task) {
      return have(task)
          || (conversation != null
              && conversation.hasMemory()
              && Objects.equals(conversation.threadId(), task.conversation())
              && Objects.equals(conversation.resourceId(), task.resourceId()));
    }
  }

  /** A run and the tasks it has started. */
  public static Interest inRun(String runId, @Nullable Set<String> confinedTo) {
    return inRuns(Set.of(runId), null, confinedTo);
  }

  /** Runs and the tasks they have started, and those of a conversation, if one is given. */
  public static Interest inRuns(
      Set<String> runIds, @Nullable MemoryScope conversation, @Nullable Set<String> confinedTo) {
    return new Interest(Set.of(), null, new Runs(runIds, conversation), null, null, confinedTo);
  }

  /** Whether ids alone decide. */
  boolean namesTasksOnly() {
    return !taskIds.isEmpty()
        && agentId == null
        && runs == null
        && threadId == null
        && resourceId == null
        && confinedTo == null;
  }

  /** Whether a task is meant. */
  public boolean matches(TaskScope task) {
    return (taskIds.isEmpty() || taskIds.contains(task.taskId()))
        && (agentId == null || agentId.equals(task.agentId()))
        && (runs == null || runs.matches(task))
        && (threadId == null || threadId.equals(task.threadId()))
        && (resourceId == null || resourceId.equals(task.resourceId()))
        && (confinedTo == null
            || (task.resourceId() != null && confinedTo.contains(task.resourceId())));
  }
}
