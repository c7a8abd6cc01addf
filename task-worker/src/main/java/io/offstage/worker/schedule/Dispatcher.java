package io.offstage.worker.schedule;

import java.util.ArrayDeque;
import java.util.HashMap;
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

  Dispatcher(int capacity) {
    this.capacity = capacity;
  }

  /** Puts a task into its key's queue. */
  void enqueue(OwnedPartition partition, LiveTask task) {
    KeyQueue key = partition.key(task.task().start().placement().concurrencyKey());
    key.add(task);
    offer(partition, key);
  }

  /**
   * Takes the next task that may start, or null. Whoever takes it says {@link #started} or leaves
   * it out for good.
   */
  @Nullable Turn next() {
    while (slots.size() < capacity) {
      OwnedPartition partition = round.poll();
      if (partition == null) {
        return null;
      }
      partition.inRound(false);
      KeyQueue key = partition.canStart() ? partition.nextReady() : null;
      if (key != null) {
        // A limit that was lowered since the key came into the round keeps it from starting.
        LiveTask task = key.canStart() ? key.poll() : null;
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
    partition.keys().forEach(partition::offer);
    join(partition);
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

  private void offer(OwnedPartition partition, KeyQueue key) {
    partition.offer(key);
    join(partition);
  }

  private void join(OwnedPartition partition) {
    if (partition.canStart() && !partition.isInRound()) {
      partition.inRound(true);
      round.add(partition);
    }
  }
}
