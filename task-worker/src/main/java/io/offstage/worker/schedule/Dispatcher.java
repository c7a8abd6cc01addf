package io.offstage.worker.schedule;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: partitions take turns, keys of a partition take turns, tasks of a key go by
 * priority and arrival, as long as the worker has slots and the key has permits.
 */
final class Dispatcher {

  /** A task whose turn it is. */
  record Turn(OwnedPartition partition, KeyQueue key, LiveTask task) {}

  /** An attempt whose code runs, and the key whose permit it holds. */
  private record Slot(OwnedPartition partition, KeyQueue key) {}

  private final int capacity;
  private final ArrayDeque<OwnedPartition> round = new ArrayDeque<>();
  private final Map<AttemptId, Slot> slots = new HashMap<>();

  /** Turns whose tasks ask for permits, and whose slots are kept for them. */
  private final LinkedHashMap<LiveTask, Turn> reserved = new LinkedHashMap<>();

  /** Tasks that have all their permits: they go first. */
  private final Map<LiveTask, OwnedPartition> ready = new LinkedHashMap<>();

  private final AskGate gate;
  private final Backlog backlog;

  Dispatcher(int capacity, Backlog backlog) {
    this.capacity = capacity;
    this.backlog = backlog;
    this.gate = new AskGate(capacity);
  }

  /**
   * Puts a task into its key's queue.
   *
   * @param lane the named limit that it asks first; empty if it needs none
   */
  void enqueue(OwnedPartition partition, LiveTask task, String lane) {
    KeyQueue key = keyOf(partition, task);
    key.add(task, lane);
    backlog.queued(partition, key);
    offer(partition, key);
  }

  /** A task that was away is whole again; it still waits. */
  void cameBack(OwnedPartition partition, LiveTask task, String lane, boolean taken) {
    KeyQueue key = keyOf(partition, task);
    key.cameBack(task, lane, taken);
    offer(partition, key);
  }

  /** All tasks of a partition have come: it takes part in the round. */
  void complete(OwnedPartition partition) {
    join(partition);
  }

  /**
   * Takes the next task that may start, or null. Whoever takes it says {@link #started} or leaves
   * it out for good.
   */
  @Nullable Turn next() {
    Turn first = nextWithPermits();
    if (first != null) {
      return first;
    }
    while (hasRoom()) {
      OwnedPartition partition = round.poll();
      if (partition == null) {
        return null;
      }
      partition.inRound(false);
      KeyQueue key = partition.canStart() ? partition.nextReady() : null;
      if (key != null) {
        // A limit that was lowered since the key came into the round keeps it from starting.
        LiveTask task = key.canStart(gate::isOpen) ? key.poll(gate::isOpen) : null;
        if (task != null) {
          key.started();
        }
        offer(partition, key);
        join(partition);
        partition.forgetIfIdle(key);
        if (task != null) {
          return new Turn(partition, key, task);
        }
      }
    }
    return null;
  }

  private @Nullable Turn nextWithPermits() {
    for (var entry : ready.entrySet()) {
      OwnedPartition partition = entry.getValue();
      LiveTask task = entry.getKey();
      if (!partition.isDraining() && makeRoomIn(keyOf(partition, task), task) && makeRoom()) {
        ready.remove(task);
        // Room that another task of the key has given up may have left the key idle, and forgotten.
        KeyQueue key = keyOf(partition, task);
        key.started();
        return new Turn(partition, key, task);
      }
      partition.forgetIfIdle(keyOf(partition, task));
    }
    return null;
  }

  /**
   * Who has permits goes before those who only ask: else each could wait for what the other keeps.
   */
  private boolean makeRoomIn(KeyQueue key, LiveTask task) {
    if (!key.hasRoomFor(task)) {
      reserved.values().stream()
          .filter(turn -> turn.key() == key)
          .findFirst()
          .ifPresent(turn -> unreserve(turn.task()));
    }
    return key.hasRoomFor(task);
  }

  private boolean makeRoom() {
    if (!hasRoom() && !reserved.isEmpty()) {
      unreserve(reserved.firstEntry().getKey());
    }
    return hasRoom();
  }

  /** Whether one more attempt may start, or ask for its permits. */
  boolean hasRoom() {
    return slots.size() + reserved.size() < capacity;
  }

  /** The task of this turn asks for permits and keeps its slot meanwhile. */
  void reserve(Turn turn) {
    reserved.put(turn.task(), turn);
  }

  /** A task's slot is for others; whether it had kept one. */
  boolean unreserve(LiveTask task) {
    Turn turn = reserved.remove(task);
    if (turn == null) {
      return false;
    }
    turn.key().stopped();
    offer(turn.partition(), turn.key());
    turn.partition().forgetIfIdle(turn.key());
    return true;
  }

  /**
   * A task has all its permits: it starts before all that have none.
   *
   * @param first whether it goes before others that have theirs: it gives up a slot for this
   */
  void ready(OwnedPartition partition, LiveTask task, boolean first) {
    if (first) {
      Map<LiveTask, OwnedPartition> others = new LinkedHashMap<>(ready);
      ready.clear();
      ready.put(task, partition);
      ready.putAll(others);
    } else {
      ready.put(task, partition);
    }
  }

  void notReady(LiveTask task) {
    ready.remove(task);
  }

  /** Whether one more task of this worker may ask for a permit of this limit. */
  boolean mayAsk(String limit) {
    return gate.isOpen(limit);
  }

  /** A task asks for a permit of this limit. */
  void asks(String limit, LiveTask task) {
    gate.asks(limit, task);
  }

  /** A task's question has been answered, or is no longer asked. */
  void answered(String limit, LiveTask task) {
    gate.answered(limit, task).forEach(key -> offer(key.partition(), key.key()));
  }

  /** Whether a limit has kept a task of this worker waiting for longer than a slot is kept. */
  boolean isFull(String limit) {
    return gate.asking(limit).stream().anyMatch(task -> !reserved.containsKey(task));
  }

  void forget(OwnedPartition partition) {
    gate.forget(partition);
  }

  /** The task of this turn runs: it holds a slot, and a permit of its key. */
  void started(AttemptId id, Turn turn) {
    slots.put(id, new Slot(turn.partition(), turn.key()));
  }

  /**
   * An attempt's code has stopped: its slot and permit are free. The partition it ran for, or null
   * if it held none.
   */
  @Nullable OwnedPartition stopped(AttemptId id) {
    Slot slot = slots.remove(id);
    if (slot == null) {
      return null;
    }
    slot.key().stopped();
    offer(slot.partition(), slot.key());
    slot.partition().forgetIfIdle(slot.key());
    return slot.partition();
  }

  /** Limits have changed: keys that may start tasks now come into the round. */
  void offerAll(OwnedPartition partition) {
    partition.keys().forEach(key -> offer(partition, key));
  }

  /** Whether this attempt's code runs. */
  boolean runs(AttemptId id) {
    return slots.containsKey(id);
  }

  /** Attempts whose code runs. */
  int running() {
    return slots.size();
  }

  /** Attempts of a partition whose code runs. */
  int running(@Nullable OwnedPartition partition) {
    return (int) slots.values().stream().filter(slot -> slot.partition() == partition).count();
  }

  private static KeyQueue keyOf(OwnedPartition partition, LiveTask task) {
    return partition.key(task.task().start().placement().concurrencyKey());
  }

  /** What kept a key's tasks waiting is over. */
  void freed(OwnedPartition partition, KeyQueue key) {
    offer(partition, key);
    partition.forgetIfIdle(key);
  }

  private void offer(OwnedPartition partition, KeyQueue key) {
    // What stood whole at its head may have been cancelled since: what is away comes next.
    backlog.ask(partition, key);
    if (key.canStart(gate::isOpen)) {
      partition.offer(key);
    } else {
      gate.await(partition, key);
    }
    join(partition);
  }

  private void join(OwnedPartition partition) {
    if (partition.canStart() && !partition.isInRound()) {
      partition.inRound(true);
      round.add(partition);
    }
  }
}
