package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.OutputMark;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.task.TaskError;
import io.offstage.task.TaskEvent;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks whose worker is lost, or gives them back. */
class RedeliveryTest {

  @Test
  void taskOfALostWorkerIsDeliveredAgainAndCounted() {
    OneWorker worker = new OneWorker(1, 1);

    worker.gain(0, lost(task("t").build()));

    assertThat(worker.started()).containsExactly("t");
    assertThat(worker.task("t").attempts().deliveries()).isEqualTo(2);
    assertThat(worker.task("t").attempts().attempt()).isEqualTo(2);
    assertThat(worker.task("t").attempts().retryCount()).isZero();
  }

  @Test
  void taskThatLosesAllItsWorkersFailsAsWorkerLost() {
    Task task = lost(task("t").workerLoss(true, 3).build());
    for (int delivery = 2; delivery <= 3; delivery++) {
      OneWorker worker = new OneWorker(1, 1);
      worker.gain(0, task);
      task = takenBy("lost", worker.task("t"));
      assertThat(task.attempts().deliveries()).isEqualTo(delivery);
    }
    OneWorker last = new OneWorker(1, 1);

    last.gain(0, task);

    assertThat(last.started()).isEmpty();
    assertThat(last.task("t").state())
        .isEqualTo(
            new TaskState.Failed(
                TaskError.of(
                    ErrorCode.WORKER_LOST,
                    "Worker lost was lost while it ran this task, after 3 deliveries")));
  }

  @Test
  void taskThatMustNotRunTwiceFailsWithItsFirstWorker() {
    OneWorker worker = new OneWorker(1, 1);

    worker.gain(0, lost(task("t").workerLoss(false, 3).build()));

    assertThat(worker.started()).isEmpty();
    assertThat(worker.task("t").status()).isEqualTo(TaskStatus.FAILED);
  }

  @Test
  void taskThatThisVeryWorkerRanIsNotCounted() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").build());
    Task running = worker.task("t");
    AttemptId first = worker.attempt("t");

    worker.handle(new Message.Lost(0));
    worker.end(first, new Outcome.Cancelled());
    worker.gain(0, running);

    assertThat(worker.started()).containsExactly("t", "t");
    assertThat(worker.task("t").attempts().deliveries()).isEqualTo(1);
  }

  @Test
  void lostPartitionIsInterruptedAndWritesNothing() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").build());

    Effects lost = worker.handle(new Message.Lost(0));
    Effects ended = worker.succeed("t");

    assertThat(lost.entries()).isEmpty();
    assertThat(worker.interrupts()).containsExactly(worker.attempt("t"));
    assertThat(ended.entries()).isEmpty();
    assertThat(ended.isStale()).isTrue();
    assertThat(worker.scheduler().whole()).isZero();
    assertThat(worker.scheduler().running()).isZero();
  }

  @Test
  void releasedPartitionGivesItsRunningTasksBackUncounted() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("t").build(), task("waits").build());

    worker.handle(new Message.Draining(0));
    Effects released = worker.handle(new Message.Released(0));

    assertThat(worker.task("t").state()).isEqualTo(new TaskState.Pending(null));
    assertThat(worker.task("t").attempts().deliveries()).isEqualTo(1);
    assertThat(released.interrupts()).containsExactly(worker.attempt("t"));
    assertThat(released.entries().getFirst().writes()).hasSize(1);
  }

  @Test
  void partitionThatIsGainedAnewWasLostBefore() {
    OneWorker worker = new OneWorker(2, 2);
    worker.start(task("running").totalTimeout(Duration.ofSeconds(5)).build());
    AttemptId first = worker.attempt("running");

    worker.gain(0, worker.task("running"));
    worker.pass(Duration.ofSeconds(5));

    assertThat(worker.interrupts()).containsExactly(first, worker.attempt("running"));
    assertThat(worker.events().stream().filter(event -> !event.task().isLive())).hasSize(1);
  }

  @Test
  void attemptOfALostPartitionKeepsItsSlotUntilItStops() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(task("zombie").build());
    worker.handle(new Message.Lost(0));
    worker.gain(0);

    worker.start(task("next").build());
    assertThat(worker.started()).containsExactly("zombie");
    worker.end(worker.attempt("zombie"), new Outcome.Cancelled());

    assertThat(worker.started()).containsExactly("zombie", "next");
  }

  @Test
  void recoveredTaskStartsOnlyWhenItsEventIsDurable() {
    OneWorker worker = new OneWorker(1, 1);

    Effects gained = worker.gain(0, lost(task("t").build()));

    assertThat(gained.starts()).singleElement().matches(Effects.Start::onlyWhenDurable);
  }

  @Test
  void recordThatMayHaveKilledAWorkerStartsOnlyWhenItsEventIsDurable() {
    OneWorker worker = new OneWorker(2, 2);
    worker.gain(0, new Unread(0, 1));

    Effects below = worker.start(task("below").build());
    Effects above = worker.start(task("above").build());

    assertThat(below.starts()).singleElement().matches(Effects.Start::onlyWhenDurable);
    assertThat(above.starts()).singleElement().matches(start -> !start.onlyWhenDurable());
  }

  @Test
  void backlogRunsEarlyFromWhereNoWorkerCanHaveBeen() {
    OneWorker worker = new OneWorker(3, 3);
    worker.gain(0, new Unread(0, 10L * OneWorker.START_WINDOW));

    Effects first = worker.startAt(OneWorker.START_WINDOW - 1, task("first").build());
    Effects far = worker.startAt(OneWorker.START_WINDOW, task("far").build());
    worker.durableBelow(0, 1);
    Effects next = worker.startAt(OneWorker.START_WINDOW, task("next").build());

    assertThat(first.starts()).singleElement().matches(Effects.Start::onlyWhenDurable);
    assertThat(far.starts()).singleElement().matches(Effects.Start::onlyWhenDurable);
    assertThat(next.starts()).singleElement().matches(start -> !start.onlyWhenDurable());
  }

  @Test
  void recoveredTaskStartsDurablyUntilItsCodeHasRun() {
    OneWorker worker = new OneWorker(3, 3);
    Duration timeout = Duration.ofSeconds(5);
    worker.gain(0, lost(task("t").attemptTimeout(timeout).retries(2).build()));

    worker.pass(timeout);
    Effects second = worker.pass(Duration.ofSeconds(1));
    Effects third =
        worker.end(
            "t",
            new Outcome.RetryableFailure(
                TaskError.of(ErrorCode.TOOL_ERROR, "broken"), Duration.ZERO));

    assertThat(second.starts()).singleElement().matches(Effects.Start::onlyWhenDurable);
    assertThat(third.starts()).singleElement().matches(start -> !start.onlyWhenDurable());
  }

  @Test
  void stepForwardMakesTheNextLossTheFirst() {
    OneWorker worker = new OneWorker(1, 1);
    worker.gain(0, lost(task("t").build()));
    assertThat(worker.task("t").attempts().deliveries()).isEqualTo(2);

    worker.handle(new Message.StepMade(worker.attempt("t"), List.of(), List.of(), OutputMark.NONE));

    assertThat(worker.task("t").attempts().deliveries()).isEqualTo(1);
  }

  @Test
  void suspendedTaskOutlivesItsWorkerAsItIs() {
    Task suspended =
        takenBy("lost", Task.begin(task("t").build(), new Position(0, 0)))
            .evolve(new TaskEvent.Suspended(RawJson.NULL), TaskStarts.EPOCH);
    OneWorker worker = new OneWorker(1, 1);

    Effects gained = worker.gain(0, suspended);
    assertThat(gained.entries()).isEmpty();
    worker.resume("t", "resume-1");

    assertThat(worker.started()).containsExactly("t");
    assertThat(worker.task("t").attempts().deliveries()).isEqualTo(1);
  }

  /** A task that runs on a worker that is gone. */
  private static Task lost(TaskStart start) {
    return takenBy("lost", Task.begin(start, new Position(0, 0)));
  }

  private static Task takenBy(String worker, Task task) {
    return task.state() instanceof TaskState.Running
        ? new Task(
            task.start(),
            task.startedFrom(),
            new TaskState.Running(worker),
            task.attempts(),
            task.times(),
            task.output(),
            task.family(),
            task.resumeData(),
            task.version())
        : task.evolve(new TaskEvent.Started(worker), TaskStarts.EPOCH);
  }
}
