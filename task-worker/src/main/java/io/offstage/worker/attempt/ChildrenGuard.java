package io.offstage.worker.attempt;

import io.offstage.settings.InputLimits;
import io.offstage.task.Family;
import io.offstage.task.Place;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.PoolRules;
import io.offstage.worker.tool.NonRetryableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses children that would break a record: those with too large arguments, and more than their
 * parent's snapshot has room for. One for each attempt; safe for its threads.
 */
final class ChildrenGuard {

  /** Ids of an open child in a snapshot: itself, open, accepted, waited for, and its end told. */
  private static final int MOST_NAMED = 5;

  /** What stands around them. */
  private static final int AROUND = 256;

  private final Task task;
  private final InputLimits limits;

  /** Guarded by this, as is their size. */
  private final Set<String> known;

  private long bytes;

  ChildrenGuard(Task task, InputLimits limits) {
    this.task = task;
    this.limits = limits;
    Family family = task.family();
    this.known = new HashSet<>(family.children());
    family.children().forEach(id -> bytes += id.length());
    family.open().forEach((id, place) -> bytes += sizeOf(id, place));
    family.inbox().forEach(end -> bytes += AROUND + end.taskId().length());
  }

  /**
   * The task is to have these children, too.
   *
   * @throws NonRetryableException if one is too large or all are too many; it names task, limit and
   *     size
   */
  synchronized void add(List<TaskStart> children) {
    long more = 0;
    for (TaskStart child : children) {
      if (!known.contains(child.taskId())) {
        String flaw = flaw(child);
        if (flaw != null) {
          throw new NonRetryableException(flaw);
        }
        more += sizeOf(child.taskId(), placeOf(child));
      }
    }
    if (more > 0 && bytes + more > limits.childrenBytes()) {
      throw new NonRetryableException(tooMany(children.size(), bytes + more));
    }
    bytes += more;
    children.forEach(child -> known.add(child.taskId()));
  }

  /** Which of these are too large or too many, by id, and why; nothing is added. */
  synchronized Map<String, String> refusals(List<TaskStart> children) {
    Map<String, String> refusals = new HashMap<>();
    long room = limits.childrenBytes() - bytes;
    for (TaskStart child : children) {
      if (known.contains(child.taskId())) {
        continue;
      }
      String flaw = flaw(child);
      long size = sizeOf(child.taskId(), placeOf(child));
      if (flaw != null) {
        refusals.put(child.taskId(), flaw);
      } else if (size > room) {
        refusals.put(child.taskId(), tooMany(1, limits.childrenBytes() - room + size));
      } else {
        room -= size;
      }
    }
    return refusals;
  }

  private String tooMany(int more, long size) {
    return "The %d children of task %s and %d more take %d bytes of its snapshot; limits.children"
            .formatted(known.size(), task.id(), more, size)
        + " allows %d".formatted(limits.childrenBytes());
  }

  /** What is wrong with a child by itself, if anything is. */
  private @Nullable String flaw(TaskStart child) {
    boolean run =
        child.placement().pool().equals(PoolRules.AGENTS)
            && child.call().toolName().equals(PoolRules.RUN_TOOL);
    int most = run ? limits.runArgsBytes() : limits.argsBytes();
    int size = child.call().args().sizeInBytes();
    return size <= most
        ? null
        : "The arguments of child %s (tool \"%s\") of task %s have %d bytes; limits.%s allows %d"
            .formatted(
                child.taskId(),
                child.call().toolName(),
                task.id(),
                size,
                run ? "run-args" : "args",
                most);
  }

  private static Place placeOf(TaskStart child) {
    return new Place(child.placement().pool(), child.placement().concurrencyKey());
  }

  private static long sizeOf(String id, Place place) {
    return AROUND
        + (long) MOST_NAMED * id.length()
        + place.pool().length()
        + Text.bytes(place.concurrencyKey());
  }
}
