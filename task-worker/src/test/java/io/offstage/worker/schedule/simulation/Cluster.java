package io.offstage.worker.schedule.simulation;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.topic.Command;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.Permit;
import io.offstage.topic.PermitCodec;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The broker: a command topic, a lifecycle topic, committed offsets. Transactions become visible
 * whole.
 */
final class Cluster {

  /** What a new owner finds in a partition, and the input offset it goes on from. */
  record Recovered(Message.Gained gained, long next) {}

  private final List<List<CommandRecord>> commands;
  private final List<List<Write>> lifecycle;
  private final Mark[] marks;
  private final List<Map<String, Long>> liveOffsets;
  private final Map<TaskName, LifecycleEvent> latest = new LinkedHashMap<>();
  private final List<Invariant> invariants;
  private final Mutant mutant;

  Cluster(int partitions, List<Invariant> invariants, Mutant mutant) {
    this.commands = lists(partitions);
    this.lifecycle = lists(partitions);
    this.marks = new Mark[partitions];
    Arrays.fill(marks, new Mark(0, 0L));
    this.liveOffsets = new ArrayList<>();
    IntStream.range(0, partitions).forEach(p -> liveOffsets.add(new LinkedHashMap<>()));
    this.invariants = invariants;
    this.mutant = mutant;
  }

  private static <T> List<List<T>> lists(int count) {
    List<List<T>> lists = new ArrayList<>();
    IntStream.range(0, count).forEach(p -> lists.add(new ArrayList<>()));
    return lists;
  }

  int partitions() {
    return marks.length;
  }

  int partitionOf(String key) {
    return KeyPartitioner.partitionOf(key, marks.length);
  }

  /** Somebody writes a command to the partition of its key. */
  void produce(String key, Command command) {
    produce(partitionOf(key), key, command);
  }

  /** Somebody writes a command to this partition, right or wrong. */
  void produce(int partition, String key, Command command) {
    Position at = endOf(partition);
    append(new CommandRecord(at, key, at, command));
  }

  /** The record at an input offset, or null at the end. */
  @Nullable CommandRecord read(int partition, long offset) {
    List<CommandRecord> log = commands.get(partition);
    return offset < log.size() ? log.get((int) offset) : null;
  }

  /** The newest visible snapshots, those of ended tasks too, by task. */
  Map<TaskName, LifecycleEvent> latest() {
    return latest;
  }

  /** How many snapshots have become visible. */
  int snapshots() {
    return lifecycle.stream()
        .mapToInt(log -> (int) log.stream().filter(Write.Snapshot.class::isInstance).count())
        .sum();
  }

  Mark mark(int partition) {
    return marks[partition];
  }

  /** The lowest offset that holds the latest snapshot of a live task; the end where none lives. */
  long floorOf(int partition) {
    Map<String, Long> live = liveOffsets.get(partition);
    return live.isEmpty() ? lifecycle.get(partition).size() : live.values().iterator().next();
  }

  /** An operator sets a committed offset; no metadata. */
  void rewind(int partition, long next) {
    marks[partition] = new Mark(next, null);
  }

  /** Commits an offset on its own, as an ordinary consumer does. */
  void commitOffset(int partition, long next) {
    marks[partition] = new Mark(Math.max(next, marks[partition].next()), marks[partition].floor());
  }

  /** Makes a transaction visible. */
  void commit(List<Handover> transaction) {
    Map<Integer, Mark> next = new TreeMap<>();
    for (Handover handover : transaction) {
      int partition = handover.partition();
      long consumed = handover.consumed() == null ? 0 : handover.consumed().at().offset() + 1;
      Mark before = next.getOrDefault(partition, marks[partition]);
      long floor = mutant.floor(floorOf(partition), lifecycle.get(partition).size());
      Long kept = next.containsKey(partition) ? before.floor() : Long.valueOf(floor);
      next.put(partition, new Mark(Math.max(before.next(), consumed), kept));
    }
    transaction.forEach(this::append);
    next.forEach((partition, mark) -> marks[partition] = mark);
    invariants.forEach(invariant -> invariant.transactionEnded(this));
  }

  private void append(Handover handover) {
    CommandRecord consumed = handover.consumed();
    if (consumed != null && handover.forwards()) {
      int right = partitionOf(consumed.key());
      append(
          new CommandRecord(
              endOf(right), consumed.key(), consumed.startedFrom(), consumed.command()));
    } else if (consumed != null) {
      invariants.forEach(invariant -> invariant.consumed(consumed, handover.writes()));
    }
    for (Write write : handover.writes()) {
      if (write instanceof Write.Snapshot snapshot) {
        append(handover.partition(), snapshot);
      } else if (write instanceof Write.PermitState permit) {
        append(handover.partition(), permit);
      } else if (write instanceof Write.Send send) {
        produce(send.to().concurrencyKey(), send.command());
      }
    }
  }

  private void append(CommandRecord record) {
    commands.get(record.at().partition()).add(record);
    invariants.forEach(invariant -> invariant.appended(record));
  }

  private void append(int partition, Write.Snapshot snapshot) {
    LifecycleEvent event = snapshot.event();
    List<Write> log = lifecycle.get(partition);
    TaskName name = new TaskName(partition, event.task().id());
    LifecycleEvent before = latest.put(name, event);
    Map<String, Long> live = liveOffsets.get(partition);
    live.remove(name.id());
    if (event.task().isLive()) {
      live.put(name.id(), (long) log.size());
    }
    log.add(snapshot);
    invariants.forEach(invariant -> invariant.committed(name, before, event));
  }

  private void append(int partition, Write.PermitState permit) {
    List<Write> log = lifecycle.get(partition);
    Map<String, Long> live = liveOffsets.get(partition);
    String key = PermitCodec.keyOf(permit.id());
    live.remove(key);
    if (permit.permit() != null) {
      live.put(key, (long) log.size());
    }
    log.add(permit);
    invariants.forEach(invariant -> invariant.permitted(permit));
  }

  /**
   * What a new owner finds. Live tasks are looked for from the floor on; without one, from the
   * start.
   */
  Recovered recover(int partition, long term, int remembered) {
    Mark mark = marks[partition];
    List<Write> log = lifecycle.get(partition);
    long from = mark.floor() == null ? 0 : mark.floor();
    Map<String, Task> live = new LinkedHashMap<>();
    Set<String> ended = new LinkedHashSet<>();
    Map<String, Permit> permits = new LinkedHashMap<>();
    long highestTaken = -1;
    for (int offset = 0; offset < log.size(); offset++) {
      if (log.get(offset) instanceof Write.PermitState(String id, Permit permit, long consumed)) {
        permits.remove(id);
        if (permit != null && offset >= from) {
          permits.put(id, permit);
        }
        highestTaken = Math.max(highestTaken, consumed);
        continue;
      }
      Task task = ((Write.Snapshot) log.get(offset)).event().task();
      live.remove(task.id());
      if (!task.isLive()) {
        ended.add(task.id());
      } else if (offset >= from) {
        live.put(task.id(), task);
      }
      if (task.startedFrom().partition() == partition) {
        highestTaken = Math.max(highestTaken, task.startedFrom().offset());
      }
    }
    List<String> lately = List.copyOf(ended);
    return new Recovered(
        new Message.Gained(
            partition,
            term,
            List.copyOf(live.values()),
            lately.subList(Math.max(0, lately.size() - remembered), lately.size()),
            List.copyOf(permits.values()),
            commands.get(partition).size()),
        mutant.next(mark.next(), highestTaken + 1));
  }

  private Position endOf(int partition) {
    return new Position(partition, commands.get(partition).size());
  }
}
