package io.offstage.agent.control;

import io.offstage.agent.memory.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What becomes of a call. */
public sealed interface Answer {

  /**
   * Its result.
   *
   * @param heard ids of tasks whose ends the run was told of and the model learns by it, perhaps
   *     not for the first time
   */
  record Result(ToolResult result, List<String> heard) implements Answer {
    public Result {
      heard = List.copyOf(heard);
    }

    static Result of(ToolResult result) {
      return new Result(result, List.of());
    }
  }

  /**
   * It is to be asked again when one (or all) of these has ended, or at this time.
   *
   * @param tasks that have not ended
   */
  record NotYet(Set<String> tasks, boolean all, Instant until) implements Answer {
    public NotYet {
      tasks = Set.copyOf(tasks);
    }
  }
}
