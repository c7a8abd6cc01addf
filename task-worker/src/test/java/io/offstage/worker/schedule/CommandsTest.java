package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.offstage.task.EventType;
import io.offstage.task.Outcome;
import io.offstage.task.Position;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.TaskState;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts, cancels and resumes, also those that come twice, too early or too late. */
class CommandsTest {

  private final OneWorker worker = new OneWorker(1, 1);

  @Test
  void startThatComesAgainDoesNothing() {
    TaskStart start = task("t").build();
    worker.start(start);

    Effects again = worker.start(start);

    assertThat(again.entries()).containsExactly(new Entry(0, 1, 1, List.of()));
    assertThat(worker.started()).containsExactly("t");
  }

  @Test
  void startOfATaskThatHasEndedDoesNothing() {
    TaskStart start = task("t").build();
    worker.start(start);
    worker.succeed("t");

    worker.start(start);

    assertThat(worker.started()).containsExactly("t");
    assertThat(worker.scheduler().whole()).isZero();
  }

  @Test
  void everyRecordIsConsumedWithWhatItLeadsTo() {
    Effects effects = worker.start(task("t").build());

    assertThat(effects.entries()).hasSize(1);
    assertThat(effects.entries().getFirst().consumed()).isZero();
    assertThat(effects.entries().getFirst().writes()).hasSize(1);
  }

  @Test
  void recordOfAnEarlierTermIsDropped() {
    Position at = new Position(0, 7);
    Effects effects =
        worker.handle(new Message.Received(0, 0, 7, at, new Command.Start(task("old").build())));

    assertThat(effects.entries()).isEmpty();
    assertThat(worker.started()).isEmpty();
  }

  @Test
  void cancelEndsARunningTaskAndInterruptsItsAttempt() {
    worker.start(task("t").build());

    worker.cancel("t", false);

    assertThat(worker.task("t").state()).isEqualTo(new TaskState.Cancelled("enough"));
    assertThat(worker.events().getLast().cause()).isEqualTo("cancel-t");
    assertThat(worker.interrupts()).containsExactly(worker.attempt("t"));
  }

  @Test
  void cancelEndsAWaitingTaskWithoutStartingIt() {
    worker.start(task("running").build(), task("t").build());

    worker.cancel("t", false);
    worker.succeed("running");

    assertThat(worker.task("t").state()).isInstanceOf(TaskState.Cancelled.class);
    assertThat(worker.started()).containsExactly("running");
  }

  @Test
  void cancelThatComesBeforeItsStartIsKept() {
    worker.cancel("t", false);

    worker.start(task("t").build());

    assertThat(worker.task("t").state()).isEqualTo(new TaskState.Cancelled("enough"));
    assertThat(worker.events()).hasSize(1);
    assertThat(worker.events().getFirst().cause()).isEqualTo("cancel-t");
    assertThat(worker.started()).isEmpty();
  }

  @Test
  void cancelThatComesMuchTooEarlyIsGivenUp() {
    worker.cancel("t", false);

    worker.pass(Duration.ofMinutes(10).plusMillis(1));
    worker.start(task("t").build());

    assertThat(worker.started()).containsExactly("t");
  }

  @Test
  void cancelOfATaskThatHasEndedIsRefused() {
    worker.start(task("t").build());
    worker.succeed("t");

    worker.cancel("t", false);

    assertThat(worker.refused())
        .containsExactly(
            new CommandRefused("t", "cancel-t", "Task t has already ended", "ended", worker.now()));
  }

  @Test
  void suspendedTaskHoldsNoSlotAndGoesOnWithWhatItsResumeBrings() {
    worker.start(task("t").build(), task("next").build());

    worker.end("t", new Outcome.Suspended(new RawJson("\"which?\"")));
    assertThat(worker.started()).containsExactly("t", "next");
    worker.succeed("next");
    worker.resume("t", "resume-1");

    assertThat(worker.started()).containsExactly("t", "next", "t");
    assertThat(worker.task("t").resumeData()).isEqualTo(new RawJson("7"));
    assertThat(worker.task("t").attempts().attempt()).isEqualTo(2);
  }

  @Test
  void resumeThatComesAgainIsRefused() {
    worker.start(task("t").build());
    worker.end("t", new Outcome.Suspended(RawJson.NULL));

    worker.resume("t", "resume-1");
    worker.resume("t", "resume-2");

    assertThat(worker.events().stream().filter(e -> e.type() == EventType.RESUMED))
        .singleElement()
        .satisfies(event -> assertThat(event.cause()).isEqualTo("resume-1"));
    assertThat(worker.refused())
        .containsExactly(
            new CommandRefused(
                "t",
                "resume-2",
                "Task t is not suspended (status: running)",
                "running",
                worker.now()));
  }

  @Test
  void resumeOfATaskThatHasEndedOrIsUnknownIsRefused() {
    worker.start(task("t").build());
    worker.succeed("t");

    worker.resume("t", "resume-1");
    worker.resume("nobody", "resume-2");

    assertThat(worker.refused())
        .extracting(CommandRefused::commandId, CommandRefused::status)
        .containsExactly(tuple("resume-1", "ended"), tuple("resume-2", "unknown"));
  }
}
