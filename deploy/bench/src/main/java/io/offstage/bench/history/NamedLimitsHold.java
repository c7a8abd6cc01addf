package io.offstage.bench.history;

import io.offstage.store.TaskKey;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * G3 for named limits, whose tasks are in all partitions of a pool: there is no order between
 * partitions but the broker's clock, so a task that stops in the millisecond in which another runs
 * counts as stopped before.
 */
final class NamedLimitsHold extends Guarantee {

  private record Limit(String pool, String name) {}

  private record Running(TaskKey task, Position at, Instant from, Instant until) {}

  private final Function<String, Map<String, Integer>> permits;
  private final Map<TaskKey, Running> running = new HashMap<>();
  private final Map<Limit, List<Running>> ran = new HashMap<>();

  /**
   * Nothing seen yet.
   *
   * @param permits of each named limit of a pool
   */
  NamedLimitsHold(Function<String, Map<String, Integer>> permits) {
    super("G3 limits hold");
    this.permits = permits;
  }

  @Override
  void accept(Fact fact) {
    if (fact instanceof Fact.Happened h) {
      Task task = h.event().task();
      TaskKey key = new TaskKey(h.pool(), h.at().partition(), task.id());
      if (task.state() instanceof TaskState.Running) {
        running.putIfAbsent(key, new Running(key, h.at(), h.appended(), Instant.MAX));
      } else {
        Running stopped = running.remove(key);
        if (stopped != null) {
          for (String name : neededBy(h.pool(), task.start())) {
            ran.computeIfAbsent(new Limit(h.pool(), name), _ -> new ArrayList<>())
                .add(new Running(key, stopped.at, stopped.from, h.appended()));
          }
        }
      }
    }
  }

  private Set<String> neededBy(String pool, TaskStart start) {
    Set<String> needed = new TreeSet<>(start.placement().limits());
    needed.add("global");
    needed.add("agent:" + start.origin().agentId());
    needed.add("tool:" + start.call().toolName());
    needed.retainAll(permits.apply(pool).keySet());
    return needed;
  }

  @Override
  List<Violation> missing() {
    List<Violation> passed = new ArrayList<>();
    ran.forEach((limit, stretches) -> sweep(limit, stretches, passed));
    return passed;
  }

  private void sweep(Limit limit, List<Running> stretches, List<Violation> passed) {
    int most = permits.apply(limit.pool).getOrDefault(limit.name, Integer.MAX_VALUE);
    PriorityQueue<Running> together = new PriorityQueue<>(Comparator.comparing(Running::until));
    for (Running next : stretches.stream().sorted(Comparator.comparing(Running::from)).toList()) {
      while (!together.isEmpty() && !together.element().until.isAfter(next.from)) {
        together.remove();
      }
      together.add(next);
      if (together.size() > most) {
        passed.add(
            violation(
                limit.pool + " limit " + limit.name,
                "%d run at %s, where it allows %d: %s"
                    .formatted(together.size(), next.from, most, told(together))));
      }
    }
  }

  private static List<String> told(PriorityQueue<Running> together) {
    return together.stream().map(r -> r.task.id() + " since " + at(r.at)).sorted().toList();
  }

  @Override
  void forget() {
    running.clear();
    ran.clear();
  }
}
