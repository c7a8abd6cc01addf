package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.EventType;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens when things take too long. */
class DeadlinesTest {

  private static final Duration FIVE = Duration.ofSeconds(5);
  private static final Duration MOMENT = Duration.ofMillis(1);

  @Test
  void expiredQueueTimeoutEndsTheTask() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("running").build(), task("waits").queueTimeout(FIVE).build());

    worker.pass(FIVE.minus(MOMENT));
    assertThat(worker.task("waits").isLive()).isTrue();
    worker.pass(MOMENT);

    assertThat(errorOf(worker, "waits"))
        .isEqualTo(
            TaskError.of(
                ErrorCode.QUEUE_TIMEOUT, "No slot came free within 5000ms (queueTimeoutMs)"));
    worker.succeed("running");
    assertThat(worker.started()).containsExactly("running");
  }

  @Test
  void queueTimeoutOfADelayedTaskBeginsAtItsStart() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(
        task("running").build(),
        task("later").runAt(worker.now().plusSeconds(60)).queueTimeout(FIVE).build());

    worker.pass(Duration.ofSeconds(60));
    assertThat(worker.task("later").isLive()).isTrue();
    worker.pass(FIVE);

    assertThat(errorOf(worker, "later").code()).isEqualTo(ErrorCode.QUEUE_TIMEOUT);
  }

  @Test
  void taskThatStartedInTimeHasNoQueueTimeout() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").queueTimeout(FIVE).retries(1).build());

    worker.end("t", retryAfter(Duration.ofSeconds(30)));
    worker.pass(Duration.ofSeconds(10));

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.PENDING);
  }

  @Test
  void totalTimeoutEndsARunningTask() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").totalTimeout(FIVE).build());

    worker.pass(FIVE);

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(worker.events().getLast().type()).isEqualTo(EventType.FAILED);
    assertThat(errorOf(worker, "t"))
        .isEqualTo(TaskError.of(ErrorCode.TOTAL_TIMEOUT, "Task timed out after 5000ms"));
    assertThat(worker.interrupts()).containsExactly(worker.attempt("t"));
  }

  @Test
  void totalTimeoutEndsASuspendedTask() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").totalTimeout(FIVE).build());
    worker.end("t", new Outcome.Suspended(RawJson.NULL));

    worker.pass(FIVE);

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.TIMED_OUT);
  }

  @Test
  void totalTimeoutCountsFromCreationAcrossOwners() {
    OneWorker before = new OneWorker(1, 1);
    before.start(task("t").totalTimeout(FIVE).runAt(before.now().plusSeconds(60)).build());
    OneWorker worker = new OneWorker(1, 1);
    worker.pass(Duration.ofSeconds(3));

    worker.gain(0, before.task("t"));
    worker.pass(Duration.ofSeconds(2));

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.TIMED_OUT);
  }

  @Test
  void attemptTimeoutWithoutRetriesEndsTheTask() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").attemptTimeout(FIVE).build());

    worker.pass(FIVE);

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(errorOf(worker, "t"))
        .isEqualTo(TaskError.of(ErrorCode.TIMED_OUT, "Task timed out after 5000ms"));
    assertThat(worker.interrupts()).containsExactly(worker.attempt("t"));
  }

  @Test
  void attemptTimeoutWithRetriesTriesAgainAfterTheDelay() {
    OneWorker worker = new OneWorker(2, 2);
    worker.start(task("t").attemptTimeout(FIVE).retries(1).build());

    worker.pass(FIVE);
    assertThat(worker.task("t").state())
        .isEqualTo(new TaskState.Pending(worker.now().plusSeconds(1)));
    worker.pass(Duration.ofSeconds(1));
    assertThat(worker.task("t").attempts().attempt()).isEqualTo(2);
    worker.pass(FIVE);

    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(worker.task("t").attempts().retryCount()).isEqualTo(1);
  }

  @Test
  void attemptThatIgnoresItsTimeoutKeepsSlotAndPermitUntilItStops() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("zombie").attemptTimeout(FIVE).build(), task("next").build());
    AttemptId zombie = worker.attempt("zombie");

    worker.pass(FIVE);
    assertThat(worker.started()).containsExactly("zombie");
    assertThat(worker.scheduler().running()).isEqualTo(1);
    Effects stopped = worker.end(zombie, new Outcome.Succeeded(RawJson.NULL));

    assertThat(stopped.isStale()).isTrue();
    assertThat(worker.task("zombie").status()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(worker.started()).containsExactly("zombie", "next");
  }

  @Test
  void whatAnAttemptSaysAfterItsSuccessorStartedIsStale() {
    OneWorker worker = new OneWorker(2, 2);
    worker.start(task("t").attemptTimeout(FIVE).retries(1).build());
    AttemptId first = worker.attempt("t");
    worker.pass(FIVE);
    worker.pass(FIVE.minus(MOMENT));

    Effects late = worker.end(first, new Outcome.Succeeded(RawJson.NULL));

    assertThat(late.isStale()).isTrue();
    assertThat(worker.task("t").state()).isEqualTo(new TaskState.Running(OneWorker.NAME));
    assertThat(worker.scheduler().running()).isEqualTo(1);
  }

  @Test
  void deadlineOfAnEndedTaskIsForgotten() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").attemptTimeout(FIVE).totalTimeout(FIVE).queueTimeout(FIVE).build());

    worker.succeed("t");

    assertThat(worker.scheduler().nextDue()).isNull();
  }

  private static Outcome retryAfter(Duration backoff) {
    return new Outcome.RetryableFailure(TaskError.of(ErrorCode.TOOL_ERROR, "again"), backoff);
  }

  private static TaskError errorOf(OneWorker worker, String id) {
    Task task = worker.task(id);
    return switch (task.state()) {
      case TaskState.Failed failed -> failed.error();
      case TaskState.TimedOut timedOut -> timedOut.error();
      default -> throw new AssertionError(task.state());
    };
  }
}
