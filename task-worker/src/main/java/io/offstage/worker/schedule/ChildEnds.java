package io.offstage.worker.schedule;

import io.offstage.task.Backpressure;
import io.offstage.task.ChildEnd;
import io.offstage.task.Lineage;
import io.offstage.task.Origin;
import io.offstage.task.ParentRef;
import io.offstage.task.Place;
import io.offstage.task.Placement;
import io.offstage.task.Policy;
import io.offstage.task.RawJson;
import io.offstage.task.Retry;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TimeLimits;
import io.offstage.task.ToolCall;
import io.offstage.task.TraceContext;
import io.offstage.task.WorkerLoss;
import io.offstage.topic.Command;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.FinishedChildJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is told to the parent of a task that has ended, and what happens where the parent has ended
 * too.
 */
final class ChildEnds {

  private static final int MOST_RETRIES = 1_000;

  private ChildEnds() {}

  /**
   * Tells a parent; a result too large to be told is left out, and whoever writes the record says
   * where it stands.
   */
  static Write.Send tell(ParentRef parent, Task ended) {
    RawJson result =
        ended.state() instanceof TaskState.Completed completed ? completed.result() : null;
    FinishedChild child =
        new FinishedChild(
            ended.id(),
            ended.start().placement().pool(),
            ended.start().call().toolName(),
            ended.start().call().toolCallId(),
            ended.start().origin(),
            ended.status(),
            errorOf(ended),
            result != null && result.sizeInBytes() <= FinishedChild.LARGEST_TOLD_RESULT
                ? result
                : null,
            null,
            ended.times().startedAt(),
            Objects.requireNonNullElse(ended.times().completedAt(), Instant.EPOCH));
    return new Write.Send(
        new Place(parent.pool(), parent.concurrencyKey()),
        new Command.ChildFinished(
            parent.taskId(), parent.concurrencyKey(), child, ended.start().lineage().trace()));
  }

  /** Tells the parent of a task that would rather not wait that it was taken. */
  static Optional<Write.Send> accept(Task taken) {
    ParentRef parent = taken.start().lineage().parent();
    return parent == null || taken.start().placement().backpressure() == Backpressure.QUEUE
        ? Optional.empty()
        : Optional.of(
            new Write.Send(
                new Place(parent.pool(), parent.concurrencyKey()),
                new Command.ChildAccepted(parent.taskId(), taken.id()),
                taken.start().lineage().trace()));
  }

  /** Tells the parent of a task that asks for input, or has got it. */
  static Optional<Write.Send> suspended(TaskEvent event, Task task) {
    ParentRef parent = task.start().lineage().parent();
    boolean asks = event instanceof TaskEvent.Suspended;
    return parent == null || !(asks || event instanceof TaskEvent.Resumed)
        ? Optional.empty()
        : Optional.of(
            new Write.Send(
                new Place(parent.pool(), parent.concurrencyKey()),
                new Command.ChildSuspended(
                    parent.taskId(), parent.concurrencyKey(), task.id(), asks),
                task.start().lineage().trace()));
  }

  /**
   * The task that takes in an end whose addressee has ended: same key, so that it takes its turn
   * with the parent's successors.
   */
  static TaskStart injection(
      String pool, String tool, Command.ChildFinished finished, Instant now) {
    FinishedChild child = finished.child();
    return injection(
        child.taskId(),
        new ToolCall(
            tool,
            child.toolCallId(),
            new RawJson("{\"child\":" + FinishedChildJson.of(child).text() + "}")),
        child.origin(),
        Placement.in(pool, finished.concurrencyKey()),
        finished.trace(),
        now);
  }

  /** The task that takes in an end that its addressee was told of, but ended without handling. */
  static TaskStart injection(String tool, Task addressee, ChildEnd end, Instant now) {
    Placement placement = addressee.start().placement();
    return injection(
        end.taskId(),
        new ToolCall(tool, end.taskId(), RawJson.EMPTY_OBJECT),
        addressee.start().origin(),
        Placement.in(placement.pool(), placement.concurrencyKey()),
        addressee.start().lineage().trace(),
        now);
  }

  private static TaskStart injection(
      String childId,
      ToolCall call,
      Origin origin,
      Placement placement,
      @Nullable TraceContext trace,
      Instant now) {
    return new TaskStart(
        "inject-" + UUID.nameUUIDFromBytes(childId.getBytes(StandardCharsets.UTF_8)),
        call,
        origin,
        placement,
        new Policy(TimeLimits.NONE, Retry.NONE.withMaxRetries(MOST_RETRIES), WorkerLoss.DEFAULT),
        Lineage.NONE.with(trace),
        now,
        Map.of());
  }

  private static @Nullable TaskError errorOf(Task ended) {
    return switch (ended.state()) {
      case TaskState.Failed failed -> failed.error();
      case TaskState.TimedOut timedOut -> timedOut.error();
      default -> null;
    };
  }
}
