package io.offstage.store;

import java.util.List;

/**
 * A run of which something waits to be resumed: the run itself, or tasks that it started.
 *
 * @param tasks the suspended ones, oldest suspension first
 */
public record SuspendedRun(String runId, List<StoredTask> tasks) {

  public SuspendedRun {
    tasks = List.copyOf(tasks);
  }
}
