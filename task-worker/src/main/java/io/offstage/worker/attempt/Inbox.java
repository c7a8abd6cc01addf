package io.offstage.worker.attempt;

import io.offstage.task.ChildEnd;
import io.offstage.task.Task;
import io.offstage.topic.FinishedChild;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ends of children that a task has not dealt with, as of an attempt's start.
 *
 * @param told those that are in memory
 * @param log has the rest
 */
record Inbox(Task task, List<FinishedChild> told, ToldChildren log) {

  Inbox {
    told = List.copyOf(told);
  }

  /** All of them in the order they were told, results included. */
  List<FinishedChild> read() throws InterruptedException {
    List<ChildEnd> ends = task.family().inbox();
    Map<String, FinishedChild> inMemory = new HashMap<>();
    told.forEach(child -> inMemory.put(child.taskId(), child));
    boolean complete =
        ends.stream()
            .allMatch(
                end -> {
                  FinishedChild child = inMemory.get(end.taskId());
                  return child != null && !ToldChildren.lacksResult(child);
                });
    return complete
        ? ends.stream().map(end -> inMemory.get(end.taskId())).toList()
        : log.read(ends, inMemory);
  }
}
