package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.ConcurrencyKeys;
import java.util.Optional;

/**
 * One thread never has two turns at once: a run that waits in the middle of its turn holds no slot,
 * but keeps other runs of its thread from beginning.
 */
final class ThreadTurns {

  private ThreadTurns() {}

  /** A task was found so when the partition was gained. */
  static void found(OwnedPartition partition, Task task) {
    if (isInTurn(task.state(), task)) {
      keyOf(partition, task).turnBegan();
    }
  }

  /** A task has changed; the key that others may go on in now, if it is over. */
  static Optional<KeyQueue> changed(OwnedPartition partition, TaskState before, Task after) {
    boolean was = isInTurn(before, after);
    boolean is = isInTurn(after.state(), after);
    if (was == is) {
      return Optional.empty();
    }
    KeyQueue key = keyOf(partition, after);
    if (is) {
      key.turnBegan();
      return Optional.empty();
    }
    key.turnEnded();
    return Optional.of(key);
  }

  private static boolean isInTurn(TaskState state, Task task) {
    return state instanceof TaskState.Waiting waiting
        && waiting.isInTurn()
        && task.start().placement().concurrencyKey().startsWith(ConcurrencyKeys.THREAD_PREFIX);
  }

  private static KeyQueue keyOf(OwnedPartition partition, Task task) {
    return partition.key(task.start().placement().concurrencyKey());
  }
}
