package io.offstage.worker.schedule;

import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One scheduler, a clock that stands still until it is moved, and all that came out so far. */
final class OneWorker {

  /** As wide as in production. */
  static final int START_WINDOW = SchedulerOptions.START_WINDOW;

  static final String NAME = "w1";
  static final String UNKNOWN_TOOL = "unknown";
  static final Duration TOOL_GRACE = Duration.ofSeconds(30);

  private record Slot(int partition, int number) {}

  private final Scheduler scheduler;
  private final Map<Integer, Long> terms = new HashMap<>();
  private final Map<String, Task> tasks = new HashMap<>();
  private final Map<Slot, String> slots = new HashMap<>();
  private final List<Effects.Start> starts = new ArrayList<>();
  private final List<LifecycleEvent> events = new ArrayList<>();
  private final List<AttemptId> interrupts = new ArrayList<>();
  private final List<Write.Send> sent = new ArrayList<>();
  private final List<CommandRefused> refused = new ArrayList<>();
  private long offset;
  private Instant now = TaskStarts.EPOCH;

  /** A worker that owns partition 0, which is empty. */
  OneWorker(int slots, int keyLimit) {
    this(slots, keyLimit, false);
  }

  /** A worker that owns partition 0, which is empty. */
  OneWorker(int slots, int keyLimit, boolean injects) {
    this(options(slots, StandingLimits.perKey(key -> keyLimit), injects));
  }

  /** A worker that owns partition 0, which is empty. */
  OneWorker(SchedulerOptions options) {
    scheduler = new Scheduler(options);
    gain(0);
  }

  static SchedulerOptions options(int slots, StandingLimits limits, boolean injects) {
    return options(slots, limits, injects, Window.DEFAULT);
  }

  static SchedulerOptions options(
      int slots, StandingLimits limits, boolean injects, Window window) {
    return new SchedulerOptions(
        TaskStarts.POOL,
        NAME,
        slots,
        limits,
        tool -> !tool.equals(UNKNOWN_TOOL),
        TOOL_GRACE,
        100,
        injects ? Orphans.into("inject") : Orphans.DROPPED,
        window,
        START_WINDOW);
  }

  Instant now() {
    return now;
  }

  Effects gain(int partition, Task... live) {
    return gain(partition, new Unread(0, 0), live);
  }

  Effects gain(int partition, Unread unread, Task... live) {
    return gain(partition, unread, List.of(), live);
  }

  Effects gain(int partition, Unread unread, List<Permit> permits, Task... live) {
    long term = terms.merge(partition, 1L, Long::sum);
    return handle(
        new Message.Gained(
            partition, term, live.length, List.of(live), List.of(), permits, unread));
  }

  Effects start(TaskStart... all) {
    Effects last = new Effects();
    for (TaskStart start : all) {
      last = receive(0, new Command.Start(start));
    }
    return last;
  }

  Effects cancel(String taskId, boolean subtree) {
    return receive(0, new Command.Cancel(taskId, "cancel-" + taskId, "enough", null, subtree));
  }

  Effects resume(String taskId, String commandId) {
    return receive(0, new Command.Resume(taskId, commandId, new RawJson("7")));
  }

  Effects receive(int partition, Command command) {
    long at = offset++;
    return handle(
        new Message.Received(partition, term(partition), at, new Position(partition, at), command));
  }

  /** A task is started by the record at this offset of partition 0. */
  Effects startAt(long at, TaskStart start) {
    offset = at;
    return start(start);
  }

  /** The journal has said how far the input of a partition is consumed. */
  void durableBelow(int partition, long below) {
    scheduler.durableBelow(partition, below);
  }

  /** The current attempt of a task ends. */
  Effects end(String taskId, Outcome outcome) {
    return end(attempt(taskId), outcome);
  }

  Effects end(AttemptId id, Outcome outcome) {
    return handle(new Message.AttemptEnded(id, outcome, OutputMark.NONE));
  }

  Effects succeed(String taskId) {
    return end(taskId, new Outcome.Succeeded(RawJson.NULL));
  }

  /** Time passes, and the worker notices. */
  Effects pass(Duration time) {
    now = now.plus(time);
    return handle(new Message.Tick());
  }

  /** What is asked for is read back at once; what was put off comes again then. */
  Effects handle(Message message) {
    Effects effects = handleOnce(message);
    for (Effects.ReadBack back : effects.readBacks()) {
      readBack(back);
    }
    return effects.isHeld() ? handle(message) : effects;
  }

  private void readBack(Effects.ReadBack back) {
    List<Task> read =
        back.slots().stream()
            .map(slot -> slots.get(new Slot(back.partition(), slot)))
            .map(id -> task(Objects.requireNonNull(id)))
            .toList();
    handle(new Message.ReadBack(back.partition(), back.term(), back.slots(), read));
  }

  private Effects handleOnce(Message message) {
    Effects effects = scheduler.handle(message, now);
    starts.addAll(effects.starts());
    interrupts.addAll(effects.interrupts());
    for (Entry entry : effects.entries()) {
      for (Write write : entry.writes()) {
        keep(entry.partition(), write);
      }
    }
    return effects;
  }

  private void keep(int partition, Write write) {
    if (write instanceof Write.Snapshot snapshot) {
      events.add(snapshot.event());
      tasks.put(snapshot.event().task().id(), snapshot.event().task());
      slots.put(new Slot(partition, snapshot.slot()), snapshot.event().task().id());
    } else if (write instanceof Write.Send send) {
      sent.add(send);
    } else if (write instanceof Write.Refuse refuse) {
      refused.add(refuse.refusal());
    }
  }

  private long term(int partition) {
    return terms.getOrDefault(partition, 0L);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** A task as its last snapshot has it. */
  Task task(String id) {
    return Objects.requireNonNull(tasks.get(id), id);
  }

  /** The last attempt of a task that was started. */
  AttemptId attempt(String taskId) {
    return starts.reversed().stream()
        .map(Effects.Start::id)
        .filter(id -> id.taskId().equals(taskId))
        .findFirst()
        .orElseThrow();
  }

  /** Ids of the tasks whose attempts were started, in order. */
  List<String> started() {
    return starts.stream().map(start -> start.id().taskId()).toList();
  }

  List<LifecycleEvent> events() {
    return events;
  }

  List<AttemptId> interrupts() {
    return interrupts;
  }

  List<Command> sent() {
    return sent.stream().map(Write.Send::command).toList();
  }

  /** Commands with where they go and whose trace they belong to. */
  List<Write.Send> sends() {
    return sent;
  }

  List<CommandRefused> refused() {
    return refused;
  }
}
