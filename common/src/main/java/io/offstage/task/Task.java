package io.offstage.task;

import io.offstage.task.TaskState.Cancelled;
import io.offstage.task.TaskState.Completed;
import io.offstage.task.TaskState.Ended;
import io.offstage.task.TaskState.Failed;
import io.offstage.task.TaskState.Pending;
import io.offstage.task.TaskState.Running;
import io.offstage.task.TaskState.Suspended;
import io.offstage.task.TaskState.TimedOut;
import io.offstage.task.TaskState.Waiting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a task: what every lifecycle record carries and every API returns.
 *
 * @param start the facts that never change
 * @param startedFrom where its started record stood, kept through forwarding
 * @param state where it is
 * @param attempts how often it has been tried
 * @param times when things happened to it
 * @param output how much of its output is flushed
 * @param family its children
 * @param resumeData what the last resume brought
 * @param version number of events it has had; 0 before the first
 */
public record Task(
    TaskStart start,
    Position startedFrom,
    TaskState state,
    Attempts attempts,
    Times times,
    OutputMark output,
    Family family,
    @Nullable RawJson resumeData,
    long version) {

  /** A task that nothing has happened to yet. */
  public static Task begin(TaskStart start, Position startedFrom) {
    return new Task(
        start,
        startedFrom,
        new Pending(start.placement().runAt()),
        Attempts.NONE,
        Times.NONE,
        OutputMark.NONE,
        Family.NONE,
        null,
        0);
  }

  /** A task that exists to deal with the end of somebody else's child. */
  public static Task beginToldOf(TaskStart start, ChildEnd end) {
    return begin(start, end.toldAt()).with(Family.NONE.told(end));
  }

  public String id() {
    return start.taskId();
  }

  public TaskStatus status() {
    return state.status();
  }

  public boolean isLive() {
    return !(state instanceof Ended);
  }

  /**
   * The task after this event. Total: whoever appends an event has asked {@link TaskRules} before.
   */
  public Task evolve(TaskEvent event, Instant at) {
    Task next =
        switch (event) {
          case TaskEvent.Queued e ->
              in(
                  new Pending(
                      attempts.attempt() == 0 ? start.placement().runAt() : null, e.toolBy()),
                  e.workerLost() ? attempts.lost() : attempts,
                  times);
          case TaskEvent.Started e ->
              in(new Running(e.worker()), attempts.started(), times.started(at));
          case TaskEvent.Advanced e ->
              in(state, attempts.advanced(), times)
                  .with(family.withChildren(e.children()).handled(e.handled()));
          case TaskEvent.WaitBegan e -> {
            Family later = family.withChildren(e.children()).handled(e.handled());
            yield in(e.waiting().in(later), attempts.advanced(), times).with(later);
          }
          case TaskEvent.ChildEnded e -> within(family.told(e.end()));
          case TaskEvent.ChildAccepted e -> within(family.accepted(e.child()));
          case TaskEvent.ChildSuspended e -> within(family.suspended(e.child(), e.suspended()));
          case TaskEvent.HandedOver(String to) -> within(family.givenAway(to));
          case TaskEvent.TookOver e -> within(family.takingOver(e.from()));
          case TaskEvent.Postponed e -> in(new Pending(e.notBefore()), attempts, times);
          case TaskEvent.Retrying e ->
              in(new Pending(e.notBefore()), attempts.retried(e.error()), times);
          case TaskEvent.Suspended e ->
              in(new Suspended(e.payload()), attempts, times.suspended(at));
          case TaskEvent.Resumed e -> in(new Pending(null), attempts, times).resumedWith(e.data());
          case TaskEvent.Completed e -> in(new Completed(e.result()), attempts, times.ended(at));
          case TaskEvent.Failed e -> in(new Failed(e.error()), attempts, times.ended(at));
          case TaskEvent.TimedOut e -> in(new TimedOut(e.error()), attempts, times.ended(at));
          case TaskEvent.Cancelled e -> in(new Cancelled(e.reason()), attempts, times.ended(at));
        };
    return next.versioned(version + 1);
  }

  /**
   * The same task with this much output flushed; no event of its own, the next snapshot carries it.
   */
  public Task with(OutputMark mark) {
    return new Task(start, startedFrom, state, attempts, times, mark, family, resumeData, version);
  }

  /**
   * The task for those who only look on: no children, no resume data, and neither arguments nor
   * result where they have more bytes than this; {@code {}} and {@code null} stand for them.
   */
  public Task summary(int mostBytes) {
    boolean tells =
        !(state instanceof Completed(RawJson result)) || result.sizeInBytes() <= mostBytes;
    return new Task(
        start.call().args().sizeInBytes() <= mostBytes ? start : start.withoutArgs(),
        startedFrom,
        tells ? state : new Completed(RawJson.NULL),
        attempts,
        times,
        output,
        Family.NONE,
        null,
        version);
  }

  /** The same task in a family that has changed; a wait goes by what it is now. */
  private Task within(Family changed) {
    return in(state instanceof Waiting waiting ? waiting.in(changed) : state, attempts, times)
        .with(changed);
  }

  private Task with(Family changed) {
    return new Task(
        start, startedFrom, state, attempts, times, output, changed, resumeData, version);
  }

  private Task in(TaskState next, Attempts tried, Times when) {
    return new Task(start, startedFrom, next, tried, when, output, family, resumeData, version);
  }

  private Task resumedWith(RawJson data) {
    return new Task(start, startedFrom, state, attempts, times, output, family, data, version);
  }

  private Task versioned(long next) {
    return new Task(start, startedFrom, state, attempts, times, output, family, resumeData, next);
  }
}
