package io.offstage.store;

import io.offstage.task.MemoryScope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run within its memory scope: run ids may come from outside, and one of another scope is another
 * run.
 *
 * @param scope without a thread for a run without memory, which may have a resource all the same
 */
public record RunKey(MemoryScope scope, String run) {

  public RunKey {
    MemoryName.check("run", run);
    if (scope.resourceId() != null) {
      MemoryName.check("resource", scope.resourceId());
    }
  }

  /** The thread it speaks in; null for a run without memory. */
  @Nullable ThreadKey threadKey() {
    return scope.resourceId() == null || scope.threadId() == null
        ? null
        : new ThreadKey(scope.resourceId(), scope.threadId());
  }

  /** Empty for nobody's. */
  String resource() {
    return Objects.requireNonNullElse(scope.resourceId(), "");
  }

  /** Empty for a run without memory. */
  String thread() {
    ThreadKey thread = threadKey();
    return thread == null ? "" : thread.thread();
  }
}
