package io.offstage.gateway.stream;

import io.offstage.task.Task;
import java.util.List;
import java.util.Optional;

/**
 * How a run stands.
 *
 * @param run its last snapshot
 * @param isWaiting whether it is between two turns
 * @param atWork the announced tasks that have neither ended nor been suspended
 */
public record RunState(Optional<Task> run, boolean isWaiting, List<String> atWork) {

  public RunState {
    atWork = List.copyOf(atWork);
  }
}
