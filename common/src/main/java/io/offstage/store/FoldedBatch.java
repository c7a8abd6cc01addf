package io.offstage.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch reduced to at most one change per task, as one SQL statement may touch a row but once.
 */
final class FoldedBatch {

  private final Map<TaskKey, TaskChange> events = new HashMap<>();
  private final Map<TaskKey, TaskRow> started = new LinkedHashMap<>();

  static FoldedBatch of(Collection<TaskChange> changes) {
    FoldedBatch folded = new FoldedBatch();
    changes.forEach(folded::add);
    return folded;
  }

  private void add(TaskChange change) {
    switch (change) {
      case TaskChange.Started(TaskRow row) -> started.putIfAbsent(row.key(), row);
      case TaskChange.Snapshot _, TaskChange.Removed _ ->
          events.merge(change.key(), change, FoldedBatch::later);
    }
  }

  private static TaskChange later(TaskChange held, TaskChange next) {
    if (held instanceof TaskChange.Snapshot(TaskRow a)
        && next instanceof TaskChange.Snapshot(TaskRow b)) {
      return b.replaces(a) ? next : held;
    }
    return next.position() > held.position() ? next : held;
  }

  List<TaskRow> snapshots() {
    List<TaskRow> rows = new ArrayList<>(events.size());
    for (TaskChange change : events.values()) {
      if (change instanceof TaskChange.Snapshot(TaskRow row)) {
        rows.add(row);
      }
    }
    return rows;
  }

  List<TaskChange.Removed> removals() {
    List<TaskChange.Removed> removals = new ArrayList<>();
    for (TaskChange change : events.values()) {
      if (change instanceof TaskChange.Removed removed) {
        removals.add(removed);
      }
    }
    return removals;
  }

  /** Pending rows of tasks of which the batch holds no event. */
  List<TaskRow> pending() {
    List<TaskRow> rows = new ArrayList<>(started.size());
    started.forEach(
        (key, row) -> {
          if (!events.containsKey(key)) {
            rows.add(row);
          }
        });
    return rows;
  }
}
