package io.offstage.gateway.tail;

import io.offstage.store.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Output that has been read before the snapshot that says whose it is: the two stand in different
 * topics. It waits a moment for it. Not safe for several threads.
 */
final class ParkedOutput {

  static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long MOST_BYTES = 8L << 20;

  private record Parked(OutputEntry output, Instant since) {}

  private final Map<TaskKey, List<Parked>> byTask = new LinkedHashMap<>();
  private long bytes;

  void add(TaskKey task, OutputEntry output, Instant now) {
    byTask.computeIfAbsent(task, _ -> new ArrayList<>()).add(new Parked(output, now));
    bytes += output.value().length;
    while (bytes > MOST_BYTES) {
      remove(byTask.keySet().iterator().next());
    }
  }

  /** What waited for this task, in order; it waits no longer. */
  List<OutputEntry> release(TaskKey task) {
    return byTask.isEmpty() ? List.of() : remove(task);
  }

  private List<OutputEntry> remove(TaskKey task) {
    List<Parked> parked = byTask.remove(task);
    if (parked == null) {
      return List.of();
    }
    List<OutputEntry> out = parked.stream().map(Parked::output).toList();
    bytes -= out.stream().mapToLong(o -> o.value().length).sum();
    return out;
  }

  /** Forgets what has waited too long: its task is not running and nobody will ask. */
  void expire(Instant now) {
    while (!byTask.isEmpty()) {
      var eldest = byTask.entrySet().iterator().next();
      if (eldest.getValue().getFirst().since().plus(PATIENCE).isAfter(now)) {
        return;
      }
      remove(eldest.getKey());
    }
  }

  void clear() {
    byTask.clear();
    bytes = 0;
  }
}
