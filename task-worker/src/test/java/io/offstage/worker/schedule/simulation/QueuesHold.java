package io.offstage.worker.schedule.simulation;

import io.offstage.task.Backpressure;
import io.offstage.task.ErrorCode;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Write;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * No new task waits where as many wait as may, nor where it asked not to; and none is refused
 * before that. Counted over what its owner has decided and was told, which is all that it knows.
 * Tasks that come due between two ticks, or need permits, count or do not.
 */
final class QueuesHold extends Invariant {

  private final Flavor flavor;
  private final Map<VirtualWorker, Map<TaskName, Task>> decided = new HashMap<>();

  QueuesHold(Flavor flavor) {
    this.flavor = flavor;
  }

  @Override
  void recovered(VirtualWorker worker, Message.Gained gained) {
    Map<TaskName, Task> known = decided.computeIfAbsent(worker, _ -> new HashMap<>());
    known.keySet().removeIf(name -> name.partition() == gained.partition());
    gained.live().forEach(t -> known.put(new TaskName(gained.partition(), t.id()), t));
  }

  @Override
  void decided(VirtualWorker worker, Entry entry) {
    Map<TaskName, Task> known = decided.computeIfAbsent(worker, _ -> new HashMap<>());
    for (Write write : entry.writes()) {
      if (write instanceof Write.Snapshot(LifecycleEvent event, int _)) {
        TaskName name = new TaskName(entry.partition(), event.task().id());
        if (event.task().version() == 1 && !takesInAnEnd(event.task())) {
          arrived(worker, name, event.task(), known);
        }
        known.put(name, event.task());
      }
    }
  }

  private void arrived(VirtualWorker worker, TaskName name, Task task, Map<TaskName, Task> known) {
    String key = task.start().placement().concurrencyKey();
    Integer most = SetLimits.maxQueued(worker.limits(), key);
    int limit = SetLimits.max(worker.limits(), key, flavor.limitOf(key));
    Others others = new Others(name, key, known);
    long surely = others.count(other -> waits(worker, other));
    if (task.state() instanceof TaskState.Failed failed) {
      long perhaps = others.count(other -> waits(worker, other) || mayHaveComeDue(worker, other));
      if (failed.error().code() == ErrorCode.QUEUE_FULL && (most == null || perhaps < most)) {
        throw broken("%s was refused while %d wait, of %s".formatted(name, perhaps, most));
      }
    } else if (waits(worker, task)) {
      if (most != null && surely >= most) {
        throw broken("%s waits although %d do, of %d".formatted(name, surely, most));
      }
      long run = others.count(other -> other.state() instanceof TaskState.Running);
      if (task.start().placement().backpressure() != Backpressure.QUEUE && surely + run >= limit) {
        throw broken("%s waits behind %d, limit %d".formatted(name, surely + run, limit));
      }
    }
  }

  private static boolean takesInAnEnd(Task task) {
    return task.start().call().toolName().equals(Script.INJECT);
  }

  private boolean needsPermits(Task task) {
    return Flavor.limitsOf(task).stream().anyMatch(flavor::mayBeSet);
  }

  private boolean waits(VirtualWorker worker, Task task) {
    return task.state() instanceof TaskState.Pending pending
        && pending.notBefore() == null
        && !needsPermits(task)
        && worker.options().knows().test(task.start().call().toolName());
  }

  private boolean mayHaveComeDue(VirtualWorker worker, Task task) {
    return switch (task.state()) {
      case TaskState.Pending pending ->
          needsPermits(task)
              || (pending.notBefore() != null && !pending.notBefore().isAfter(worker.now()));
      case TaskState.Waiting waiting -> waiting.isOver(task.family(), worker.now());
      default -> false;
    };
  }

  /** The other tasks of a key. */
  private record Others(TaskName name, String key, Map<TaskName, Task> known) {
    long count(Predicate<Task> counts) {
      return known.entrySet().stream()
          .filter(e -> e.getKey().partition() == name.partition() && !e.getKey().equals(name))
          .map(Map.Entry::getValue)
          .filter(task -> task.start().placement().concurrencyKey().equals(key))
          .filter(counts)
          .count();
    }
  }

  @Override
  void stepped(Collection<VirtualWorker> workers) {
    decided.keySet().retainAll(workers);
  }
}
