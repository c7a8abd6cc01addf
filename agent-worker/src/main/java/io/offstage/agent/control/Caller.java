package io.offstage.agent.control;

import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.task.MemoryScope;
import io.offstage.task.TraceContext;
import io.offstage.topic.PoolRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose tasks are looked at: an agent's in a thread; without memory, those of the run alone.
 *
 * @param own what the run itself has started, by id
 * @param trace the run's
 */
public record Caller(
    String agent,
    MemoryScope scope,
    String runId,
    Map<String, OwnTask> own,
    @Nullable TraceContext trace) {

  public Caller {
    own = Map.copyOf(own);
  }

  boolean hasMemory() {
    return scope.hasMemory();
  }

  /** Whether the run was told of the task's end just now, or not long ago. */
  boolean hasNews(String taskId) {
    OwnTask task = own.get(taskId);
    return task != null && task.end() != null;
  }

  /** Nothing outside of it is the caller's. */
  TaskFilter filter() {
    return scope.resourceId() != null && hasMemory()
        ? TaskFilter.NONE.where(TaskField.RESOURCE_ID, scope.resourceId())
        : TaskFilter.NONE.where(TaskField.PARENT_ID, runId);
  }

  /** Whether a call of this agent in this thread has started it. */
  boolean owns(SeenTask task) {
    return own.containsKey(task.id())
        || (hasMemory() ? isHere(task) && task.wasDispatched() : runId.equals(task.parentId()));
  }

  /** Whether it is a delegated run whose thread lies right below this one; its parent decides. */
  boolean mayOwnRun(SeenTask task) {
    return hasMemory()
        && task.toolName().equals(PoolRules.RUN_TOOL)
        && task.parentId() != null
        && (scope.threadId() + "/" + task.id()).equals(task.threadId());
  }

  /** Whether this is a run of the agent in the thread. */
  boolean isRunOf(StoredTask row) {
    return isHere(SeenTask.of(row));
  }

  private boolean isHere(SeenTask task) {
    return agent.equals(task.agentId()) && String.valueOf(scope.threadId()).equals(task.threadId());
  }
}
