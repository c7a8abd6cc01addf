package io.offstage.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.EventType;
import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final int TASKS = 20_000;
  private static final int READ_AT_ONCE = 1_000;

  @Test
  void ofABacklogOnOneKeyTheNextTasksAloneAreWhole() {
    OneWorker worker = new OneWorker(10, 1);
    for (int i = 0; i < TASKS; i++) {
      worker.start(TaskStarts.task("t" + i).key("hot").build());
    }

    assertThat(worker.scheduler().whole()).isEqualTo(Window.DEFAULT.perKey() + 1);
  }

  @Test
  void ofOneTaskOnEachOfManyKeysFewAreWhole() {
    OneWorker worker = new OneWorker(10, 1);
    for (int i = 0; i < TASKS; i++) {
      worker.start(TaskStarts.task("t" + i).key("k" + i).build());
    }

    assertThat(worker.scheduler().whole())
        .isLessThanOrEqualTo(Window.DEFAULT.perPartition() + READ_AT_ONCE);
  }

  @Test
  void howeverManyPartitionsAWorkerHasFewTasksAreWholeAltogether() {
    int partitions = 100;
    Window window = new Window(100, 500, 2_000);
    OneWorker worker =
        new OneWorker(OneWorker.options(10, StandingLimits.perKey(key -> 1), false, window));
    for (int i = 1; i < partitions; i++) {
      worker.gain(i);
    }
    for (int i = 0; i < 10 * window.perWorker(); i++) {
      TaskStart task = TaskStarts.task("t" + i).key("k" + i).build();
      worker.receive(i % partitions, new Command.Start(task));
    }

    assertThat(worker.scheduler().whole())
        .isLessThanOrEqualTo(window.perWorker() + partitions * 2 * 10);
  }

  @Test
  void ofManyDelayedTasksFewAreWholeAndEachStartsWhenItIsDue() {
    OneWorker worker = new OneWorker(TASKS, TASKS);
    List<TaskStart> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      tasks.add(
          TaskStarts.task("t" + i).runAt(worker.now().plus(Duration.ofHours(1 + i % 2))).build());
    }
    worker.start(tasks.toArray(TaskStart[]::new));
    assertThat(worker.scheduler().whole())
        .isLessThanOrEqualTo(Window.DEFAULT.perPartition() + READ_AT_ONCE);

    worker.pass(Duration.ofMinutes(59));
    assertThat(worker.started()).isEmpty();
    worker.pass(Duration.ofMinutes(2));

    assertThat(worker.started()).hasSize(TASKS / 2);
  }

  @Test
  void tasksThatAreAwayStartByPriorityAndThenArrival() {
    OneWorker worker = new OneWorker(1, 1);
    List<String> expected = new ArrayList<>(List.of("first"));
    worker.start(TaskStarts.task("first").key("hot").build());
    for (int i = 0; i < 5_000; i++) {
      worker.start(TaskStarts.task("t" + i).key("hot").priority(i % 3).build());
    }
    for (int priority = 2; priority >= 0; priority--) {
      for (int i = 0; i < 5_000; i++) {
        if (i % 3 == priority) {
          expected.add("t" + i);
        }
      }
    }
    for (String task : expected) {
      worker.succeed(task);
    }

    assertThat(worker.started()).isEqualTo(expected);
  }

  @Test
  void aTaskThatIsAwayEndsWhenItHasWaitedForASlotTooLong() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(TaskStarts.task("first").key("hot").build());
    for (int i = 0; i < 3_000; i++) {
      worker.start(
          TaskStarts.task("t" + i).key("hot").queueTimeout(Duration.ofSeconds(10)).build());
    }
    worker.pass(Duration.ofSeconds(11));

    assertThat(worker.events().stream().filter(e -> e.type() == EventType.FAILED)).hasSize(3_000);
  }

  @Test
  void aTaskThatIsAwayIsCancelledAndItsStartDoesNotCountAgain() {
    OneWorker worker = new OneWorker(1, 1);
    for (int i = 0; i < 3_000; i++) {
      worker.start(TaskStarts.task("t" + i).key("hot").build());
    }
    worker.cancel("t2999", false);
    worker.start(TaskStarts.task("t2998").key("hot").build());

    assertThat(worker.events().getLast().type()).isEqualTo(EventType.CANCELLED);
    assertThat(worker.task("t2998").version()).isEqualTo(1);
  }
}
