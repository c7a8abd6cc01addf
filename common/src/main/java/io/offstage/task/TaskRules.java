package io.offstage.task;

import io.offstage.task.TaskState.Ended;
import io.offstage.task.TaskState.Pending;
import io.offstage.task.TaskState.Running;
import io.offstage.task.TaskState.Suspended;
import io.offstage.task.TaskState.Waiting;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which events follow which command in which state: the rules of {@link TaskState}'s picture, in
 * one place.
 */
public final class TaskRules {

  private TaskRules() {}

  /**
   * What follows from a command.
   *
   * @param now the time it is decided at
   */
  public static Decision decide(Task task, TaskCommand command, Instant now) {
    if (task.state() instanceof Ended) {
      return afterTheEnd(task, command);
    }
    return switch (command) {
      case TaskCommand.Enqueue enqueue ->
          task.state() instanceof Pending
              ? Decision.accept(new TaskEvent.Queued(false, enqueue.toolBy()))
              : Decision.Accepted.NOTHING;
      case TaskCommand.Refuse refuse ->
          task.version() == 0
              ? Decision.accept(new TaskEvent.Failed(refused(task, refuse)))
              : Decision.Accepted.NOTHING;
      case TaskCommand.Start start ->
          switch (task.state()) {
            case Pending _, Waiting _ -> Decision.accept(new TaskEvent.Started(start.worker()));
            case Running _, Suspended _, Ended _ -> Decision.Accepted.NOTHING;
          };
      case TaskCommand.End end ->
          runs(task, end.attempt()) ? ended(task, end.outcome(), now) : Decision.Accepted.NOTHING;
      case TaskCommand.Advance step ->
          runs(task, step.attempt())
              ? Decision.accept(new TaskEvent.Advanced(placesOf(step.children()), step.handled()))
              : Decision.Accepted.NOTHING;
      case TaskCommand.ExpireAttempt expired ->
          runs(task, expired.attempt()) ? attemptExpired(task, now) : Decision.Accepted.NOTHING;
      case TaskCommand.ExpireTotal _ ->
          Decision.accept(
              new TaskEvent.TimedOut(
                  TaskError.of(ErrorCode.TOTAL_TIMEOUT, timedOut(task, Timeout.TOTAL))));
      case TaskCommand.ExpireQueue _ ->
          task.state() instanceof Pending && task.attempts().attempt() == 0
              ? Decision.accept(
                  new TaskEvent.Failed(
                      TaskError.of(
                          ErrorCode.QUEUE_TIMEOUT,
                          "No slot came free within "
                              + Timeout.QUEUE.millis(task)
                              + "ms (queueTimeoutMs)")))
              : Decision.Accepted.NOTHING;
      case TaskCommand.GiveUpOnTool _ ->
          task.state() instanceof Pending || task.state() instanceof Waiting
              ? Decision.accept(
                  new TaskEvent.Failed(
                      TaskError.of(
                          ErrorCode.UNKNOWN_TOOL,
                          "No worker of pool %s knows the tool \"%s\""
                              .formatted(
                                  task.start().placement().pool(),
                                  task.start().call().toolName()))))
              : Decision.Accepted.NOTHING;
      case TaskCommand.Cancel cancel -> Decision.accept(new TaskEvent.Cancelled(cancel.reason()));
      case TaskCommand.Resume resume ->
          task.state() instanceof Suspended
              ? Decision.accept(new TaskEvent.Resumed(resume.data()))
              : new Decision.Refused(
                  "Task %s is not suspended (status: %s)"
                      .formatted(task.id(), task.status().wireName()));
      case TaskCommand.TellChildEnd told -> childEnded(task, told.end());
      case TaskCommand.TellChildAccepted told ->
          task.family().open().containsKey(told.child())
                  && !task.family().accepted().contains(told.child())
              ? Decision.accept(new TaskEvent.ChildAccepted(told.child()))
              : Decision.Accepted.NOTHING;
      case TaskCommand.HandChildEnd handed ->
          task.family().children().contains(handed.end().taskId())
              ? childEnded(task, handed.end())
              : Decision.accept(new TaskEvent.ChildEnded(handed.end()));
      case TaskCommand.TellChildSuspended told ->
          concerns(task, told.child())
                  && task.family().suspended().contains(told.child()) != told.suspended()
              ? Decision.accept(new TaskEvent.ChildSuspended(told.child(), told.suspended()))
              : Decision.Accepted.NOTHING;
      case TaskCommand.HandOver(String to) ->
          task.state() instanceof Waiting waiting && !waiting.isInTurn()
              ? Decision.accept(new TaskEvent.HandedOver(to))
              : Decision.Accepted.NOTHING;
      case TaskCommand.TakeOver taken -> Decision.accept(new TaskEvent.TookOver(taken.from()));
      case TaskCommand.LoseWorker _ -> workerLost(task);
      case TaskCommand.Drain _ ->
          task.state() instanceof Running
              ? Decision.accept(new TaskEvent.Queued(false))
              : Decision.Accepted.NOTHING;
    };
  }

  private static boolean concerns(Task task, String child) {
    return task.family().open().containsKey(child)
        || (task.state() instanceof Waiting waiting && waiting.waitingFor().contains(child));
  }

  private static Decision afterTheEnd(Task task, TaskCommand command) {
    return switch (command) {
      case TaskCommand.Cancel _, TaskCommand.Resume _ ->
          new Decision.Refused(
              "Task %s has already ended (status: %s)"
                  .formatted(task.id(), task.status().wireName()));
      default -> Decision.Accepted.NOTHING;
    };
  }

  private static boolean runs(Task task, int attempt) {
    return task.state() instanceof Running && task.attempts().attempt() == attempt;
  }

  private static Decision ended(Task task, Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Succeeded o -> Decision.accept(new TaskEvent.Completed(o.result()));
      case Outcome.Suspended o -> Decision.accept(new TaskEvent.Suspended(o.payload()));
      case Outcome.TerminalFailure o -> Decision.accept(new TaskEvent.Failed(o.error()));
      case Outcome.RetryableFailure o ->
          retriesLeft(task)
              ? Decision.accept(new TaskEvent.Retrying(o.error(), now.plus(o.backoff())))
              : Decision.accept(new TaskEvent.Failed(o.error()));
      case Outcome.RunAgain o -> Decision.accept(new TaskEvent.Postponed(now.plus(o.after())));
      case Outcome.Waits o ->
          Decision.accept(
              new TaskEvent.WaitBegan(o.waiting(), placesOf(o.children()), o.handled()));
      case Outcome.Cancelled _ -> Decision.accept(new TaskEvent.Queued(false));
    };
  }

  private static TaskError refused(Task task, TaskCommand.Refuse refuse) {
    Placement placement = task.start().placement();
    return TaskError.of(
        refuse.code(),
        refuse.code() == ErrorCode.QUEUE_FULL
            ? "Task %s was refused: %d tasks of key \"%s\" wait already, as many as may (maxQueued)"
                .formatted(task.id(), refuse.limit(), placement.concurrencyKey())
            : "Task %s was rejected: key \"%s\" has reached its limit of %d (backpressure: %s)"
                .formatted(
                    task.id(),
                    placement.concurrencyKey(),
                    refuse.limit(),
                    placement.backpressure().wireName()));
  }

  private static Decision attemptExpired(Task task, Instant now) {
    TaskError error = TaskError.of(ErrorCode.TIMED_OUT, timedOut(task, Timeout.ATTEMPT));
    return retriesLeft(task)
        ? Decision.accept(
            new TaskEvent.Retrying(error, now.plus(task.start().policy().retry().delay())))
        : Decision.accept(new TaskEvent.TimedOut(error));
  }

  private static Decision childEnded(Task task, ChildEnd end) {
    Family family = task.family();
    if (!family.children().contains(end.taskId())) {
      return new Decision.Refused(
          "Task %s is not a child of task %s".formatted(end.taskId(), task.id()));
    }
    return family.open().containsKey(end.taskId())
        ? Decision.accept(new TaskEvent.ChildEnded(end))
        : Decision.Accepted.NOTHING;
  }

  private static Decision workerLost(Task task) {
    if (!(task.state() instanceof Running running)) {
      return Decision.Accepted.NOTHING;
    }
    if (task.start().policy().workerLoss().allowsAnother(task.attempts().deliveries())) {
      return Decision.accept(new TaskEvent.Queued(true));
    }
    return Decision.accept(
        new TaskEvent.Failed(
            TaskError.of(
                ErrorCode.WORKER_LOST,
                "Worker %s was lost while it ran this task, after %d deliveries"
                    .formatted(running.worker(), task.attempts().deliveries()))));
  }

  private static Map<String, Place> placesOf(List<TaskStart> children) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (TaskStart child : children) {
      places.put(
          child.taskId(), new Place(child.placement().pool(), child.placement().concurrencyKey()));
    }
    return places;
  }

  private static boolean retriesLeft(Task task) {
    return task.attempts().retryCount() < task.start().policy().retry().maxRetries();
  }

  private static String timedOut(Task task, Timeout timeout) {
    return "Task timed out after " + timeout.millis(task) + "ms";
  }

  private enum Timeout {
    ATTEMPT,
    TOTAL,
    QUEUE;

    long millis(Task task) {
      TimeLimits limits = task.start().policy().timeLimits();
      var limit =
          switch (this) {
            case ATTEMPT -> limits.perAttempt();
            case TOTAL -> limits.total();
            case QUEUE -> limits.queue();
          };
      return limit == null ? 0 : limit.toMillis();
    }
  }
}
