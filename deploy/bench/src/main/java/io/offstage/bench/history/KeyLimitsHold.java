package io.offstage.bench.history;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * G3: in lifecycle order, the number of running (not waiting) tasks of a key never passes its
 * limit. All tasks of a key are in one partition.
 */
final class KeyLimitsHold extends Guarantee {

  /** How many tasks of a key may run at once. */
  interface Limits {
    int of(String pool, String concurrencyKey);
  }

  private record Key(String pool, String concurrencyKey) {}

  private final Limits limits;
  private final Map<Key, Map<String, Position>> running = new HashMap<>();

  KeyLimitsHold(Limits limits) {
    super("G3 limits hold");
    this.limits = limits;
  }

  @Override
  void accept(Fact fact) {
    if (fact instanceof Fact.Happened h) {
      Task task = h.event().task();
      Key key = new Key(h.pool(), task.start().placement().concurrencyKey());
      String id = h.at().partition() + "/" + task.id();
      if (task.state() instanceof TaskState.Running) {
        Map<String, Position> together = running.computeIfAbsent(key, _ -> new LinkedHashMap<>());
        boolean more = together.put(id, h.at()) == null;
        int limit = limits.of(key.pool, key.concurrencyKey);
        if (more && together.size() > limit) {
          breaks(
              task(h.pool(), task.id()),
              "at %s it is number %d to run of key %s, whose limit is %d; running since: %s"
                  .formatted(
                      at(h.at()), together.size(), key.concurrencyKey, limit, told(together)));
        }
      } else {
        Map<String, Position> together = running.get(key);
        if (together != null && together.remove(id) != null && together.isEmpty()) {
          running.remove(key);
        }
      }
    }
  }

  private static String told(Map<String, Position> together) {
    StringBuilder out = new StringBuilder();
    together.forEach(
        (id, at) -> out.append(out.isEmpty() ? "" : ", ").append(id).append(" ").append(at(at)));
    return out.toString();
  }

  @Override
  List<Violation> missing() {
    return List.of();
  }

  @Override
  void forget() {
    running.clear();
  }
}
