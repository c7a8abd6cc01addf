package io.offstage.trace;

import io.offstage.store.StoredTask;
import io.offstage.topic.OutputRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A task's family and what happened in it.
 *
 * @param tasks the task and those below it, parents before children
 * @param events in the order of time; of one moment, in the order in which a task goes through them
 * @param used tokens by the id of the run that has used them itself
 * @param complete whether nothing was left out: a family may be too large, output too much
 */
public record Trace(
    List<StoredTask> tasks,
    List<TraceEvent> events,
    Map<String, TokenUsage> used,
    boolean complete) {

  /** The most tasks of a trace. */
  public static final int MOST_TASKS = 500;

  public Trace {
    tasks = List.copyOf(tasks);
    events = List.copyOf(events);
    used = Map.copyOf(used);
  }

  /** Finds the tasks whose parents are these. */
  @FunctionalInterface
  public interface Children {
    List<StoredTask> of(Collection<String> parentIds) throws InterruptedException;
  }

  public static Trace of(StoredTask root, Children children, OutputReader output)
      throws InterruptedException {
    List<StoredTask> tasks = new ArrayList<>(List.of(root));
    Set<String> known = new HashSet<>(Set.of(root.key().id()));
    List<String> generation = List.of(root.key().id());
    while (!generation.isEmpty() && tasks.size() <= MOST_TASKS) {
      List<StoredTask> next =
          children.of(generation).stream().filter(task -> known.add(task.key().id())).toList();
      tasks.addAll(next);
      generation = next.stream().map(task -> task.key().id()).toList();
    }
    boolean all = tasks.size() <= MOST_TASKS;
    List<StoredTask> shown = tasks.subList(0, Math.min(tasks.size(), MOST_TASKS));
    List<TracedTask> traced = shown.stream().map(TracedTask::of).toList();
    OutputReader.Found found = output.read(traced);
    Map<String, TokenUsage> used = new HashMap<>();
    for (StoredTask task : shown) {
      String id = task.key().id();
      used.put(id, TokenUsage.of(task, found.of(id)));
    }
    return new Trace(shown, events(traced, found), used, all && found.complete());
  }

  private static List<TraceEvent> events(List<TracedTask> tasks, OutputReader.Found found) {
    List<TraceEvent> events = new ArrayList<>();
    for (TracedTask task : tasks) {
      List<TraceEvent> changes = task.changes();
      boolean ended = !task.isLive();
      events.addAll(ended ? changes.subList(0, changes.size() - 1) : changes);
      for (OutputRecord record : found.of(task.id())) {
        events.add(
            new TraceEvent(
                record.at(), task.id(), task.toolName(), task.agentId(), Digests.of(record)));
      }
      if (ended) {
        events.add(changes.getLast());
      }
    }
    // Stable: what stands in the right order and has the same time stays.
    events.sort(Comparator.comparing(TraceEvent::at));
    return events;
  }

  /** Tokens that the runs of the family have used so far. */
  public TokenUsage usage() {
    return used.values().stream().reduce(TokenUsage.NONE, TokenUsage::plus);
  }

  /** The task of this id, if it belongs to the family. */
  public Optional<StoredTask> task(String id) {
    return tasks.stream().filter(task -> task.key().id().equals(id)).findFirst();
  }
}
