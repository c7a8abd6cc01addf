package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.EventType;
import io.offstage.task.Outcome;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.topic.LifecycleEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an attempt starts: at once, later, again, or never. */
class StartTimesTest {

  private static final TaskError BROKEN = TaskError.of(ErrorCode.TOOL_ERROR, "broken");

  @Test
  void taskThatCanStartAtOnceHasNoPendingEvent() {
    OneWorker worker = new OneWorker(1, 1);

    worker.start(task("t").build());

    assertThat(types(worker)).containsExactly(EventType.RUNNING);
  }

  @Test
  void taskThatCannotStartAtOnceIsPendingFirst() {
    OneWorker worker = new OneWorker(1, 1);

    worker.start(task("first").build(), task("second").build());

    assertThat(types(worker)).containsExactly(EventType.RUNNING, EventType.PENDING);
    assertThat(worker.task("second").version()).isEqualTo(1);
  }

  @Test
  void delayedTaskStartsWhenItsTimeHasCome() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").runAt(worker.now().plusSeconds(10)).build());
    assertThat(worker.scheduler().nextDue()).isEqualTo(worker.now().plusSeconds(10));

    worker.pass(Duration.ofSeconds(9));
    assertThat(worker.started()).isEmpty();
    worker.pass(Duration.ofSeconds(1));

    assertThat(worker.started()).containsExactly("t");
  }

  @Test
  void delayedTaskIsDelayedForTheNextOwnerToo() {
    OneWorker before = new OneWorker(1, 1);
    before.start(task("t").runAt(before.now().plusSeconds(10)).build());
    OneWorker worker = new OneWorker(1, 1);

    worker.gain(0, before.task("t"));
    assertThat(worker.started()).isEmpty();
    worker.pass(Duration.ofSeconds(10));

    assertThat(worker.started()).containsExactly("t");
  }

  @Test
  void failedAttemptIsTriedAgainAfterItsBackoff() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").retries(1).build());

    worker.end("t", new Outcome.RetryableFailure(BROKEN, Duration.ofSeconds(4)));
    assertThat(worker.task("t").state())
        .isEqualTo(new TaskState.Pending(worker.now().plusSeconds(4)));
    worker.pass(Duration.ofSeconds(4));

    assertThat(worker.started()).containsExactly("t", "t");
    assertThat(worker.task("t").attempts().retryCount()).isEqualTo(1);
  }

  @Test
  void backoffHoldsNoSlot() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").retries(1).build(), task("next").build());

    worker.end("t", new Outcome.RetryableFailure(BROKEN, Duration.ofHours(1)));

    assertThat(worker.started()).containsExactly("t", "next");
  }

  @Test
  void lastFailureEndsTheTask() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").retries(0).build());

    worker.end("t", new Outcome.RetryableFailure(BROKEN, Duration.ofSeconds(4)));

    assertThat(worker.task("t").state()).isEqualTo(new TaskState.Failed(BROKEN));
  }

  @Test
  void interruptedAttemptWithNothingToSayIsStartedAgain() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").build());

    worker.end("t", new Outcome.Cancelled());

    assertThat(types(worker))
        .containsExactly(EventType.RUNNING, EventType.PENDING, EventType.RUNNING);
    assertThat(worker.task("t").attempts().attempt()).isEqualTo(2);
    assertThat(worker.task("t").attempts().retryCount()).isZero();
  }

  @Test
  void taskOfAnUnknownToolFailsAfterTheGrace() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").tool(OneWorker.UNKNOWN_TOOL).build(), task("other").build());
    assertThat(worker.task("t").state())
        .isEqualTo(new TaskState.Pending(null, worker.now().plus(OneWorker.TOOL_GRACE)));

    assertThat(worker.started()).containsExactly("other");

    worker.pass(OneWorker.TOOL_GRACE);

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.FAILED);
    assertThat(worker.task("t").state())
        .isEqualTo(
            new TaskState.Failed(
                TaskError.of(
                    ErrorCode.UNKNOWN_TOOL, "No worker of pool tools knows the tool \"unknown\"")));
  }

  @Test
  void graceOfAnUnknownToolBeginsWhenTheTaskMayStart() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(
        task("t").tool(OneWorker.UNKNOWN_TOOL).runAt(worker.now().plusSeconds(60)).build());

    worker.pass(Duration.ofSeconds(60));
    assertThat(worker.task("t").isLive()).isTrue();
    worker.pass(OneWorker.TOOL_GRACE);

    assertThat(worker.task("t").isLive()).isFalse();
  }

  private static List<EventType> types(OneWorker worker) {
    return worker.events().stream().map(LifecycleEvent::type).toList();
  }
}
