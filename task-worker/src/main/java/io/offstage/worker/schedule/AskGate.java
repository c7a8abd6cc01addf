package io.offstage.worker.schedule;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bounds how many tasks of this worker ask for permits of one limit at a time; those that may not
 * yet stay in their keys' queues, which wait here.
 */
final class AskGate {

  /** A key whose next tasks may not ask yet. */
  record Shut(OwnedPartition partition, KeyQueue key) {}

  private final int most;
  private final Map<String, Set<LiveTask>> asking = new HashMap<>();
  private final Map<String, Set<Shut>> shut = new HashMap<>();

  /**
   * A gate for each limit.
   *
   * @param most tasks that may ask for one limit
   */
  AskGate(int most) {
    this.most = most;
  }

  /** Whether one more task may ask for this limit; for no limit, always. */
  boolean isOpen(String limit) {
    return asking(limit).size() < most;
  }

  /** The tasks that have asked for this limit and have no answer. */
  Collection<LiveTask> asking(String limit) {
    return asking.getOrDefault(limit, Set.of());
  }

  void asks(String limit, LiveTask task) {
    asking.computeIfAbsent(limit, _ -> new LinkedHashSet<>()).add(task);
  }

  /** A task has its answer, or needs none any more. The keys that have waited for that. */
  Collection<Shut> answered(String limit, LiveTask task) {
    Set<LiveTask> tasks = asking.get(limit);
    if (tasks == null || !tasks.remove(task)) {
      return List.of();
    }
    if (tasks.isEmpty()) {
      asking.remove(limit);
    }
    Set<Shut> reopened = shut.remove(limit);
    return reopened == null ? List.of() : reopened;
  }

  /** Remembers a key until each of the limits that keep it waiting has room. */
  void await(OwnedPartition partition, KeyQueue key) {
    for (String limit : key.lanes()) {
      if (!isOpen(limit)) {
        shut.computeIfAbsent(limit, _ -> new LinkedHashSet<>()).add(new Shut(partition, key));
      }
    }
  }

  /** Forgets the keys of a partition. */
  void forget(OwnedPartition partition) {
    shut.values().forEach(keys -> keys.removeIf(waiting -> waiting.partition() == partition));
    shut.values().removeIf(Set::isEmpty);
  }
}
