package io.offstage.worker.schedule.simulation;

import io.offstage.task.Position;
import io.offstage.task.Task;
import io.offstage.topic.Command;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.Permit;
import io.offstage.topic.PermitCodec;
import io.offstage.worker.journal.CopyForward;
import io.offstage.worker.journal.LiveOffsets;
import io.offstage.worker.journal.RecoveryBounds;
import io.offstage.worker.schedule.Message;
import io.offstage.worker.schedule.TaskStarts;
import io.offstage.worker.schedule.Unread;
import io.offstage.worker.schedule.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
  record Recovered(Message.Gained gained, long next, LiveOffsets live, CopyForward forward) {}

  private final List<List<CommandRecord>> commands;
  private final List<List<Write>> lifecycle;
  private final Mark[] marks;
  private final long[] endsBefore;
  private final List<Map<String, Long>> liveOffsets;
  private final Map<TaskName, LifecycleEvent> latest = new LinkedHashMap<>();
  private final List<Invariant> invariants;
  private final Mutant mutant;

  Cluster(int partitions, List<Invariant> invariants, Mutant mutant) {
    this.commands = lists(partitions);
    this.lifecycle = lists(partitions);
    this.marks = new Mark[partitions];
    this.endsBefore = new long[partitions];
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
  List<Transaction.Placed> commit(Transaction transaction) {
    List<Transaction.Placed> placed = new ArrayList<>();
    Map<Integer, Mark> next = new TreeMap<>();
    for (Transaction.Copy copy : transaction.copies()) {
      next.put(copy.partition(), mark(copy.partition(), 0, transaction));
    }
    for (Handover handover : transaction.handovers()) {
      int partition = handover.partition();
      long consumed = handover.consumed() == null ? 0 : handover.consumed().at().offset() + 1;
      Mark before = next.getOrDefault(partition, mark(partition, 0, transaction));
      next.put(partition, new Mark(Math.max(before.next(), consumed), before.floor()));
    }
    for (int partition : next.keySet()) {
      endsBefore[partition] = lifecycle.get(partition).size();
    }
    transaction.copies().forEach(copy -> placed.add(append(copy)));
    transaction.handovers().forEach(handover -> append(handover, placed));
    next.forEach((partition, mark) -> marks[partition] = mark);
    invariants.forEach(invariant -> invariant.transactionEnded(this));
    return placed;
  }

  private Mark mark(int partition, long consumed, Transaction transaction) {
    long floor = transaction.floors().getOrDefault(partition, 0L);
    return new Mark(
        Math.max(marks[partition].next(), consumed),
        mutant.floor(floor, lifecycle.get(partition).size()));
  }

  /** How many records the last transaction of this partition has brought. */
  long lastBatch(int partition) {
    return lifecycle.get(partition).size() - endsBefore[partition];
  }

  private Transaction.Placed append(Transaction.Copy copy) {
    List<Write> log = lifecycle.get(copy.partition());
    Map<String, Long> live = liveOffsets.get(copy.partition());
    Write write = log.get((int) copy.offset());
    String key;
    if (write instanceof Write.Snapshot(LifecycleEvent event, int _)) {
      key = event.task().id();
      TaskName name = new TaskName(copy.partition(), key);
      LifecycleEvent before = latest.put(name, event);
      invariants.forEach(invariant -> invariant.copied(name, before, event));
    } else {
      key = PermitCodec.keyOf(((Write.PermitState) write).id());
    }
    live.remove(key);
    live.put(key, (long) log.size());
    log.add(write);
    return new Transaction.Placed(
        copy.partition(), copy.term(), copy.slot(), key, true, log.size() - 1);
  }

  private Transaction.Placed placed(Handover by, int slot, String key, boolean lives) {
    return new Transaction.Placed(
        by.partition(), by.term(), slot, key, lives, lifecycle.get(by.partition()).size() - 1);
  }

  /** The snapshot that stands at an offset. */
  Task snapshot(int partition, long offset) {
    return ((Write.Snapshot) lifecycle.get(partition).get((int) offset)).event().task();
  }

  private void append(Handover handover, List<Transaction.Placed> placed) {
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
        placed.add(
            placed(
                handover,
                snapshot.slot(),
                snapshot.event().task().id(),
                snapshot.event().task().isLive()));
      } else if (write instanceof Write.PermitState permit) {
        append(handover.partition(), permit);
        placed.add(
            placed(
                handover,
                LiveOffsets.PERMIT,
                PermitCodec.keyOf(permit.id()),
                permit.permit() != null));
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
  Recovered recover(int partition, long term, int remembered, RecoveryBounds bounds) {
    Mark mark = marks[partition];
    List<Write> log = lifecycle.get(partition);
    long from = mark.floor() == null ? 0 : mark.floor();
    Map<String, Long> live = new LinkedHashMap<>();
    Set<String> ended = new LinkedHashSet<>();
    Map<String, Long> permits = new LinkedHashMap<>();
    long highestTaken = -1;
    LiveOffsets places = new LiveOffsets(log.size());
    CopyForward forward = new CopyForward(bounds, places);
    for (int offset = 0; offset < log.size(); offset++) {
      if (offset >= from) {
        forward.written(offset, 1, TaskStarts.EPOCH.toEpochMilli());
      }
      if (log.get(offset) instanceof Write.PermitState(String id, Permit permit, long consumed)) {
        permits.remove(id);
        if (permit != null && offset >= from) {
          permits.put(id, (long) offset);
        }
        highestTaken = Math.max(highestTaken, consumed);
        continue;
      }
      Task task = snapshot(partition, offset);
      live.remove(task.id());
      if (!task.isLive()) {
        ended.add(task.id());
      } else if (offset >= from) {
        live.put(task.id(), (long) offset);
      }
      if (task.startedFrom().partition() == partition) {
        highestTaken = Math.max(highestTaken, task.startedFrom().offset());
      }
    }
    List<Task> tasks = new ArrayList<>();
    List<Permit> standing = new ArrayList<>();
    List<Long> all = new ArrayList<>(live.values());
    all.addAll(permits.values());
    Collections.sort(all);
    for (long at : all) {
      if (log.get((int) at) instanceof Write.PermitState(String id, Permit permit, long _)
          && permit != null) {
        places.permit(PermitCodec.keyOf(id), true, at);
        standing.add(permit);
      } else {
        places.committed(tasks.size(), true, at);
        tasks.add(snapshot(partition, at));
      }
    }
    if (mark.floor() != null) {
      long read = log.size() - from;
      invariants.forEach(i -> i.recovered(this, partition, read, all.size()));
    }
    long next = mutant.next(mark.next(), highestTaken + 1);
    List<String> lately = List.copyOf(ended);
    return new Recovered(
        new Message.Gained(
            partition,
            term,
            tasks.size(),
            tasks,
            lately.subList(Math.max(0, lately.size() - remembered), lately.size()),
            standing,
            new Unread(next, commands.get(partition).size())),
        next,
        places,
        forward);
  }

  private Position endOf(int partition) {
    return new Position(partition, commands.get(partition).size());
  }
}
