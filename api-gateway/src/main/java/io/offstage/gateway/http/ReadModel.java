package io.offstage.gateway.http;

import io.offstage.gateway.auth.Principal;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskField;
import io.offstage.store.TaskFilter;
import io.offstage.store.TaskReader;
import io.offstage.task.TaskStart;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/** Tasks as Postgres has them, for one principal's eyes. */
final class ReadModel {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  private final TaskReader tasks;
  private final Commands commands;

  ReadModel(TaskReader tasks, Commands commands) {
    this.tasks = tasks;
    this.commands = commands;
  }

  TaskReader tasks() {
    return tasks;
  }

  /** The filter that lets through what a principal sees. */
  static TaskFilter confined(Principal who) {
    return who.confinedTo() == null
        ? TaskFilter.NONE
        : TaskFilter.NONE.whereAny(TaskField.RESOURCE_ID, who.confinedTo());
  }

  /** The task as it stands now, if it is there now. */
  Optional<StoredTask> findNow(String id, TaskFilter filter) {
    return TaskStart.isTaskId(id) ? tasks.find(id, filter) : Optional.empty();
  }

  /**
   * The task, also if its start has been acknowledged only just now: a look-up that misses waits
   * until the read model has passed what the command topics held when it missed, two seconds at
   * most.
   */
  Optional<StoredTask> find(String id, TaskFilter filter) throws InterruptedException {
    Optional<StoredTask> found = findNow(id, filter);
    if (found.isPresent() || !TaskStart.isTaskId(id)) {
      return found;
    }
    Map<TopicPartition, Long> ends = commands.ends();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      boolean passed = isAt(ends);
      found = findNow(id, filter);
      if (found.isPresent() || passed || System.nanoTime() - deadline >= 0) {
        return found;
      }
      pause = pause(pause);
    }
  }

  /**
   * Waits until the read model has applied this much, two seconds at most.
   *
   * @return whether it has
   */
  boolean await(Map<TopicPartition, Long> offsets) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = FIRST_PAUSE;
    while (!isAt(offsets)) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      pause = pause(pause);
    }
    return true;
  }

  private boolean isAt(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Long> applied = tasks.appliedOffsets();
    return offsets.entrySet().stream()
        .allMatch(e -> applied.getOrDefault(e.getKey(), 0L) >= e.getValue());
  }

  private static Duration pause(Duration pause) throws InterruptedException {
    LockSupport.parkNanos(pause.toNanos());
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }
}
