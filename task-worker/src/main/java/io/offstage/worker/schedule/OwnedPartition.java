package io.offstage.worker.schedule;

import io.offstage.topic.Command;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A partition this worker owns: its live tasks, its keys, and what it remembers of those that
 * ended.
 */
final class OwnedPartition {

  private static final int MOST_EARLY_CANCELS = 10_000;

  /**
   * A cancel whose task has not been seen: its start may still be on its way.
   *
   * @param until when it is given up
   */
  record EarlyCancel(Command.Cancel cancel, Instant until) {}

  private final int number;
  private final long term;
  private final StartWindow startWindow;
  private final Limits limits;
  private final Map<String, LiveTask> tasks = new LinkedHashMap<>();
  private final Map<String, KeyQueue> keys = new HashMap<>();
  private final ArrayDeque<KeyQueue> ready = new ArrayDeque<>();
  private final Map<String, EarlyCancel> earlyCancels = new LinkedHashMap<>();
  private final RecentIds ended;
  private final Set<String> introduced = new HashSet<>();
  private final LimitOwner limitOwner;
  private final Spilled spilled;
  private final Heirs heirs;
  private final List<Integer> wanted = new ArrayList<>();
  private int missing;
  private @Nullable String askedFor;
  private boolean draining;
  private boolean inRound;

  OwnedPartition(Message.Gained gained, Limits limits, SchedulerOptions options, Instant now) {
    this.number = gained.partition();
    this.term = gained.term();
    this.startWindow = new StartWindow(gained.unread(), options.startWindow());
    this.limits = limits;
    this.ended = new RecentIds(options.remembered());
    this.limitOwner = new LimitOwner(this, options.pool(), limits, gained.permits());
    gained.ended().forEach(ended::add);
    this.spilled = new Spilled(gained.total(), now);
    this.heirs = new Heirs(options.orphans().heirs());
    this.missing = gained.total();
  }

  int number() {
    return number;
  }

  long term() {
    return term;
  }

  /** Which new tasks may run before the log knows of them. */
  StartWindow startWindow() {
    return startWindow;
  }

  @Nullable LiveTask task(String id) {
    return tasks.get(id);
  }

  void add(LiveTask task) {
    tasks.put(task.id(), task);
  }

  /** Tasks of which memory holds little. */
  Spilled spilled() {
    return spilled;
  }

  /** The tasks that others' children may be handed to. */
  Heirs heirs() {
    return heirs;
  }

  /** The slot that the next of the tasks goes by that were found at the takeover. */
  int nextFound() {
    return spilled.reserved() - missing--;
  }

  /** Whether tasks that were found at the takeover are still to come. */
  boolean lacksTasks() {
    return missing > 0;
  }

  /** Its whole live tasks; a copy, since deciding about one may end it. */
  List<LiveTask> tasks() {
    return List.copyOf(tasks.values());
  }

  /** How many of its live tasks are whole. */
  int whole() {
    return tasks.size();
  }

  /** A task is whole no more. */
  void sendAway(LiveTask task, boolean unknownTool, @Nullable Instant due) {
    tasks.remove(task.id());
    spilled.put(task, unknownTool, due);
    KeyQueue queue = task.queue();
    if (queue != null) {
      queue.sendAway(task);
    }
  }

  /** Whether a task is away; it is asked for then, since a command is about it. */
  boolean isAway(String id) {
    int slot = spilled.find(id);
    if (slot >= 0) {
      want(slot);
    }
    askedFor = slot >= 0 ? id : null;
    return slot >= 0;
  }

  /** Whether a command waits for this task to come back. */
  boolean isAskedFor(LiveTask task) {
    return task.id().equals(askedFor);
  }

  /** Asks for a task's snapshot, if it is away and not on its way back. */
  void want(int slot) {
    if (spilled.read(slot)) {
      wanted.add(slot);
    }
  }

  /** The slots whose snapshots have been asked for since this was called last. */
  List<Integer> takeWanted() {
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<Integer> slots = List.copyOf(wanted);
    wanted.clear();
    return slots;
  }

  void ended(LiveTask task) {
    tasks.remove(task.id());
    spilled.release(task.slot());
    heirs.ended(task.task());
    ended.add(task.id());
  }

  /** Whether a start with this id is not one that is live or has ended here lately. */
  boolean isNew(String id) {
    return !tasks.containsKey(id) && spilled.find(id) < 0 && !ended.contains(id);
  }

  boolean hasEnded(String id) {
    return ended.contains(id);
  }

  KeyQueue key(String key) {
    return keys.computeIfAbsent(key, k -> new KeyQueue(k, limits, spilled));
  }

  /** The key, unless none of its tasks waits or runs. */
  @Nullable KeyQueue findKey(String key) {
    return keys.get(key);
  }

  /** The keys of tasks that wait or run. */
  Collection<KeyQueue> keys() {
    return keys.values();
  }

  /** Forgets a key that has become idle; one that came after it under its name stays. */
  void forgetIfIdle(KeyQueue key) {
    if (key.isIdle()) {
      keys.remove(key.key(), key);
    }
  }

  /** Puts a key into the round of those that can start a task, unless it stands there. */
  void offer(KeyQueue key) {
    if (!key.isReady()) {
      key.ready(true);
      ready.add(key);
    }
  }

  /** The next key of the round, or null. */
  @Nullable KeyQueue nextReady() {
    KeyQueue next = ready.poll();
    if (next != null) {
      next.ready(false);
    }
    return next;
  }

  /** The owner of the named limits whose address is here. */
  LimitOwner limitOwner() {
    return limitOwner;
  }

  /** Whether this limit has not been told yet that the partition has a new owner; it is now. */
  boolean introduce(String limit) {
    return introduced.add(limit);
  }

  boolean canStart() {
    return !draining && missing == 0 && !ready.isEmpty();
  }

  /** How many keys stand in the round. */
  int readyKeys() {
    return ready.size();
  }

  boolean isDraining() {
    return draining;
  }

  void drain() {
    draining = true;
  }

  /** Whether it stands in the worker's round of partitions. */
  boolean isInRound() {
    return inRound;
  }

  void inRound(boolean now) {
    inRound = now;
  }

  void keep(Command.Cancel cancel, Instant until) {
    earlyCancels.put(cancel.taskId(), new EarlyCancel(cancel, until));
    if (earlyCancels.size() > MOST_EARLY_CANCELS) {
      earlyCancels.remove(earlyCancels.keySet().iterator().next());
    }
  }

  /** The cancel that came before this task's start, if one did and has not been given up. */
  Command.@Nullable Cancel takeEarlyCancel(String taskId, Instant now) {
    EarlyCancel early = earlyCancels.remove(taskId);
    return early == null || early.until().isBefore(now) ? null : early.cancel();
  }
}
