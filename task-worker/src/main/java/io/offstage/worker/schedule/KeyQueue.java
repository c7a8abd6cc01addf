package io.offstage.worker.schedule;

import io.offstage.worker.compact.SlotHeap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one concurrency key: those that wait, by priority and then arrival, and how many
 * run. The next ones are whole; those behind them are away, and come back when their turn nears: a
 * task that waits for a named limit keeps none waiting but those that are away.
 */
final class KeyQueue {

  private static final Comparator<LiveTask> ORDER = Comparator.comparingLong(LiveTask::order);
  private static final long NONE = Long.MAX_VALUE;

  private final String key;
  private final Limits limits;
  private final Spilled spilled;

  /** All that are whole. */
  private final TreeSet<LiveTask> whole = new TreeSet<>(ORDER);

  /** Those of them that need no permits of named limits; null while all do not. */
  private @Nullable TreeSet<LiveTask> free;

  /** Those that do, by the limit they ask first; null for none. */
  private @Nullable Map<String, TreeSet<LiveTask>> lanes;

  private final SlotHeap away;
  private int queued;
  private int running;
  private int turns;
  private int reading;
  private long firstReading = NONE;
  private boolean ready;
  private boolean asking;

  KeyQueue(String key, Limits limits, Spilled spilled) {
    this.key = key;
    this.limits = limits;
    this.spilled = spilled;
    this.away = new SlotHeap(spilled::order);
  }

  String key() {
    return key;
  }

  /**
   * Puts a task into the queue.
   *
   * @param lane the named limit that it asks first; empty if it needs none
   */
  void add(LiveTask task, String lane) {
    queued++;
    enter(task, lane);
  }

  private void enter(LiveTask task, String lane) {
    task.join(this);
    whole.add(task);
    if (!lane.isEmpty()) {
      if (lanes == null) {
        lanes = new TreeMap<>();
        free = new TreeSet<>(whole);
      }
      lanes.computeIfAbsent(lane, _ -> new TreeSet<>(ORDER)).add(task);
      leave(free, task);
    } else if (free != null) {
      free.add(task);
    }
  }

  private static void leave(@Nullable Set<LiveTask> tasks, LiveTask task) {
    if (tasks != null) {
      tasks.remove(task);
    }
  }

  /** A task that waited here does so no more. */
  void left(LiveTask task) {
    queued--;
    leave(task);
  }

  private void leave(LiveTask task) {
    whole.remove(task);
    leave(free, task);
    if (lanes != null) {
      lanes.values().forEach(lane -> lane.remove(task));
      lanes.values().removeIf(TreeSet::isEmpty);
      if (lanes.isEmpty()) {
        lanes = null;
        free = null;
      }
    }
  }

  /** Takes the next task that is whole, of no lane or of one that is open, or null. */
  @Nullable LiveTask poll(Predicate<String> open) {
    LiveTask next = head(open);
    if (next != null) {
      next.leaveQueue();
    }
    return next;
  }

  /** The next of no lane or of an open one; null where none waits, or it is away. */
  private @Nullable LiveTask head(Predicate<String> open) {
    if (turns > 0) {
      return inItsTurn();
    }
    LiveTask head = first(free == null ? whole : free);
    if (lanes != null) {
      for (var lane : lanes.entrySet()) {
        LiveTask other = open.test(lane.getKey()) ? first(lane.getValue()) : null;
        if (other != null && (head == null || ORDER.compare(other, head) < 0)) {
          head = other;
        }
      }
    }
    return head == null || head.order() > nextAway() ? null : head;
  }

  /** The one that others wait for: it may stand behind them. */
  private @Nullable LiveTask inItsTurn() {
    return whole.stream().filter(task -> !isNew(task)).findFirst().orElse(null);
  }

  private static boolean isNew(LiveTask task) {
    return task.task().attempts().attempt() == 0;
  }

  private static @Nullable LiveTask first(SortedSet<LiveTask> tasks) {
    return tasks.isEmpty() ? null : tasks.getFirst();
  }

  /** Whether a task of no lane or of an open one waits, and the limit lets it start. */
  boolean canStart(Predicate<String> open) {
    LiveTask head = head(open);
    return head != null && hasRoomFor(head);
  }

  /** Whether the limit lets this task start. */
  boolean hasRoomFor(LiveTask task) {
    return running < limits.ofKey(task.task().start()) && (turns == 0 || !isNew(task));
  }

  /** The named limits that its waiting tasks ask first. */
  Set<String> lanes() {
    return lanes == null ? Set.of() : lanes.keySet();
  }

  /** The last of the whole tasks, if there are too many or one that is away goes before it. */
  @Nullable LiveTask surplus(int most) {
    return !whole.isEmpty() && (whole.size() > most || whole.getLast().order() > nextAway())
        ? whole.getLast()
        : null;
  }

  /** From now on a task that was whole waits away. */
  void sendAway(LiveTask task) {
    leave(task);
    if (spilled.enterHeap(task.slot())) {
      away.add(task.slot());
    }
  }

  /** Takes the next of those that are away, to be read back. */
  List<Integer> takeBack(int most) {
    List<Integer> slots = new ArrayList<>();
    while (slots.size() < most && firstAway() != NONE) {
      firstReading = Math.min(firstReading, firstAway());
      int slot = away.poll();
      spilled.leaveHeapToBeRead(slot);
      slots.add(slot);
    }
    reading += slots.size();
    return slots;
  }

  /**
   * A task that was away is whole again, and still waits.
   *
   * @param lane the named limit that it asks first; empty if it needs none
   * @param taken whether it was taken to be read back
   */
  void cameBack(LiveTask task, String lane, boolean taken) {
    enter(task, lane);
    if (taken && --reading == 0) {
      firstReading = NONE;
    }
  }

  private long nextAway() {
    return Math.min(firstReading, firstAway());
  }

  private long firstAway() {
    while (!away.isEmpty() && !spilled.waits(away.first())) {
      spilled.leaveHeap(away.poll());
    }
    return away.isEmpty() ? NONE : spilled.order(away.first());
  }

  void started() {
    running++;
  }

  void stopped() {
    running--;
  }

  /** A task waits in the middle of its turn: none begins meanwhile. */
  void turnBegan() {
    turns++;
  }

  void turnEnded() {
    turns--;
  }

  /** How many wait in the middle of a turn. */
  int turns() {
    return turns;
  }

  /** How many tasks wait for their turn. */
  int queued() {
    return queued;
  }

  /** Whether the next task, if there is one, is away. */
  boolean starves() {
    return whole.isEmpty() || whole.getFirst().order() > nextAway();
  }

  /** How many have code running. */
  int running() {
    return running;
  }

  boolean isIdle() {
    return running == 0 && queued == 0 && turns == 0 && firstAway() == NONE;
  }

  /** Whether more of its tasks should be read back. */
  boolean isHungry(int window) {
    return reading == 0 && firstAway() != NONE && (whole.size() <= window / 2 || starves());
  }

  /** Whether it stands in its partition's round of ready keys. */
  boolean isReady() {
    return ready;
  }

  void ready(boolean now) {
    ready = now;
  }

  /** Whether it stands among those that want tasks read back. */
  boolean isAsking() {
    return asking;
  }

  void asking(boolean now) {
    asking = now;
  }
}
