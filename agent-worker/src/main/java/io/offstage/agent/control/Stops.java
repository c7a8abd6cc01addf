package io.offstage.agent.control;

import io.offstage.agent.background.PlannedCall;
import io.offstage.task.TaskStatus;
import io.offstage.topic.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Cancels tasks, and learns from their ends what their owners have said to that. */
final class Stops {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Cancels cancels;
  private final Waits waits;

  Stops(Cancels cancels, Waits waits) {
    this.cancels = cancels;
    this.waits = waits;
  }

  /** What has become of it. */
  sealed interface Verdict {}

  /** It was cancelled by this call. */
  record Stopped() implements Verdict {}

  /** It had ended by itself, or somebody else had cancelled it. */
  record HadEnded(TaskStatus status) implements Verdict {}

  /** The owner has not said anything in time; the command stands. */
  record Unanswered() implements Verdict {}

  /** The owner has been told and has not said anything yet. */
  record Asked(Answer.NotYet notYet) implements Verdict {}

  /**
   * Tells the owner, however often this is asked, and looks whether it has answered.
   *
   * @param since when it was told first, or a little earlier
   */
  Verdict stop(SeenTask task, PlannedCall call, Instant since, Caller caller)
      throws InterruptedException {
    String reason = "Cancelled by agent %s (call %s)".formatted(caller.agent(), call.toolCallId());
    if (task.isOver()) {
      boolean byUs =
          task.status() == TaskStatus.CANCELLED
              && task.text("cancelReason").orElse(reason).equals(reason);
      return byUs ? new Stopped() : new HadEnded(task.status());
    }
    cancels.send(
        task.place(),
        new Command.Cancel(
            task.id(), caller.runId() + ":" + call.toolCallId(), reason, caller.agent(), true),
        caller.trace());
    Instant deadline = since.plus(PATIENCE);
    return waits.now().isBefore(deadline)
        ? new Asked(waits.until(Set.of(task.id()), true, since, deadline, caller))
        : new Unanswered();
  }
}
