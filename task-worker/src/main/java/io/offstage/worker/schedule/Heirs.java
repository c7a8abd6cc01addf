package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The tasks of a partition that others' children may be handed to, by key: those that have begun,
 * or go on from an ended one, and have not ended. Some hundred bytes each, whether or not they are
 * whole.
 */
final class Heirs {

  private record Heir(String id, Instant began) {}

  private final Predicate<TaskStart> isHeir;
  private final Map<String, List<Heir>> byKey = new HashMap<>();

  Heirs(Predicate<TaskStart> isHeir) {
    this.isHeir = isHeir;
  }

  /**
   * A task has begun, now or before this worker owned the partition, or is there to go on from an
   * ended one; false for no heir.
   */
  boolean add(Task task) {
    boolean goesOn = task.start().lineage().continuationOf() != null;
    if ((task.attempts().attempt() == 0 && !goesOn) || !isHeir.test(task.start())) {
      return false;
    }
    ended(task);
    List<Heir> ofKey = byKey.computeIfAbsent(keyOf(task), _ -> new ArrayList<>(1));
    ofKey.add(
        new Heir(task.id(), Objects.requireNonNullElse(task.times().startedAt(), Instant.MAX)));
    ofKey.sort(Comparator.comparing(Heir::began));
    return true;
  }

  void ended(Task task) {
    List<Heir> ofKey = byKey.get(keyOf(task));
    if (ofKey != null) {
      ofKey.removeIf(heir -> heir.id().equals(task.id()));
      if (ofKey.isEmpty()) {
        byKey.remove(keyOf(task));
      }
    }
  }

  /** Those of a key, the one that began last at the end. */
  List<String> of(String key) {
    List<Heir> ofKey = byKey.get(key);
    return ofKey == null ? List.of() : ofKey.stream().map(Heir::id).toList();
  }

  private static String keyOf(Task task) {
    return task.start().placement().concurrencyKey();
  }
}
