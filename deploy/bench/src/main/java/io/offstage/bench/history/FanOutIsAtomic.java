package io.offstage.bench.history;

import io.offstage.task.ParentRef;
import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * G10: the children that a run's steps name, those that its snapshot has, and those that were
 * started are the same, each started once. Steps that were cut off by a cancel or a failure may
 * name more; a snapshot also has children of earlier runs that handed them over.
 */
final class FanOutIsAtomic extends Guarantee {

  private record Run(List<String> children, boolean completed, Position at) {}

  private final Map<String, Run> runs = new LinkedHashMap<>();
  private final Map<String, Set<String>> started = new HashMap<>();
  private final Map<String, Position> starts = new HashMap<>();
  private final Map<String, String> startedBy = new HashMap<>();
  private final Set<String> handedOver = new HashSet<>();
  private final Map<String, List<String>> named = new HashMap<>();

  FanOutIsAtomic() {
    super("G10 fan-out is atomic");
  }

  @Override
  void accept(Fact fact) {
    switch (fact) {
      case Fact.Asked a when a.at().equals(a.first()) -> asked(a);
      case Fact.Happened h -> happened(h);
      case Fact.Stepped s -> named.put(s.taskId(), s.children());
      default -> {}
    }
  }

  private void asked(Fact.Asked asked) {
    ParentRef parent = asked.task().lineage().parent();
    if (parent != null) {
      String child = asked.pool() + "/" + asked.task().taskId();
      Position before = starts.putIfAbsent(child, asked.at());
      if (before != null && !before.equals(asked.at())) {
        breaks(
            task(asked.pool(), asked.task().taskId()),
            "a child of %s that was started at %s is started again at %s"
                .formatted(parent.taskId(), at(before), at(asked.at())));
      }
      startedBy.put(asked.task().taskId(), parent.taskId());
      started
          .computeIfAbsent(parent.taskId(), _ -> new LinkedHashSet<>())
          .add(asked.task().taskId());
    }
  }

  private void happened(Fact.Happened h) {
    Task task = h.event().task();
    List<String> children = task.family().children();
    if (task.family().handedOver()) {
      handedOver.add(task.id());
    }
    if (!children.isEmpty()) {
      runs.put(task.id(), new Run(children, task.state() instanceof TaskState.Completed, h.at()));
    }
  }

  @Override
  List<Violation> missing() {
    List<Violation> missing = new ArrayList<>();
    Set<String> parents = new LinkedHashSet<>(runs.keySet());
    parents.addAll(started.keySet());
    parents.addAll(named.keySet());
    for (String parent : parents) {
      Run run = runs.getOrDefault(parent, new Run(List.of(), false, new Position(0, 0)));
      Set<String> claimed = new HashSet<>(run.children);
      claimed.removeIf(child -> isTakenOver(child, parent));
      Set<String> there = started.getOrDefault(parent, Set.of());
      if (!claimed.equals(there)) {
        missing.add(
            violation(
                "run " + parent,
                "its snapshot at %s has the children %s; started were %s"
                    .formatted(at(run.at), run.children, there)));
      }
      List<String> steps = named.get(parent);
      if (steps != null && !agrees(steps, run, claimed)) {
        missing.add(
            violation(
                "run " + parent,
                "its steps name the children %s; its snapshot at %s has %s"
                    .formatted(steps, at(run.at), run.children)));
      }
    }
    return missing;
  }

  private boolean isTakenOver(String child, String by) {
    String starter = startedBy.get(child);
    return starter != null && !starter.equals(by) && handedOver.contains(starter);
  }

  private static boolean agrees(List<String> steps, Run run, Set<String> claimed) {
    Set<String> once = new HashSet<>(steps);
    return once.size() == steps.size()
        && (run.completed ? once.equals(claimed) : once.containsAll(claimed));
  }

  @Override
  void forget() {
    runs.clear();
    started.clear();
    startedBy.clear();
    handedOver.clear();
    named.clear();
  }
}
