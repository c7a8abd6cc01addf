package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.TaskStart;
import io.offstage.topic.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class TurnsTest {

  @Test
  void higherPriorityGoesFirstAndThenEarlierArrival() {
    OneWorker worker = new OneWorker(10, 1);
    worker.start(
        task("running").build(),
        task("first").build(),
        task("second").build(),
        task("low").priority(-1).build(),
        task("high").priority(5).build());

    finish(worker, "running", "high", "first", "second");

    assertThat(worker.started()).containsExactly("running", "high", "first", "second", "low");
  }

  @Test
  void keyThatReachedItsLimitLetsOthersPass() {
    OneWorker worker = new OneWorker(10, 2);

    worker.start(in("a", "a1"), in("a", "a2"), in("a", "a3"), in("b", "b1"));

    assertThat(worker.started()).containsExactly("a1", "a2", "b1");
  }

  @Test
  void keysWithWaitingTasksTakeTurns() {
    OneWorker worker = new OneWorker(1, 1);
    worker.start(in("a", "a1"), in("a", "a2"), in("a", "a3"), in("b", "b1"), in("b", "b2"));

    finish(worker, "a1", "b1", "a2", "b2");

    assertThat(worker.started()).containsExactly("a1", "b1", "a2", "b2", "a3");
  }

  @Test
  void oneKeysBacklogDelaysNoOtherKey() {
    OneWorker worker = new OneWorker(1, 1);
    for (int i = 0; i < 50; i++) {
      worker.start(in("hot", "hot" + i));
    }
    worker.start(in("cool", "cool"));

    finish(worker, "hot0", "cool");

    assertThat(worker.started()).containsExactly("hot0", "cool", "hot1");
  }

  @Test
  void partitionsTakeTurns() {
    OneWorker worker = new OneWorker(1, 10);
    worker.gain(1);
    worker.start(in("a", "p0-1"), in("a", "p0-2"), in("a", "p0-3"));
    worker.receive(1, new Command.Start(in("b", "p1-1")));
    worker.receive(1, new Command.Start(in("b", "p1-2")));

    finish(worker, "p0-1", "p0-2", "p1-1", "p0-3");

    assertThat(worker.started()).containsExactly("p0-1", "p0-2", "p1-1", "p0-3", "p1-2");
  }

  @Test
  void workerStartsNoMoreThanItHasSlots() {
    OneWorker worker = new OneWorker(2, 10);

    worker.start(in("a", "1"), in("b", "2"), in("c", "3"));

    assertThat(worker.started()).containsExactly("1", "2");
    assertThat(worker.scheduler().running()).isEqualTo(2);
  }

  @Test
  void taskThatEndedWhileItWaitedIsPassedOver() {
    OneWorker worker = new OneWorker(10, 1);
    worker.start(task("running").build(), task("next").build(), task("last").build());
    worker.cancel("next", false);

    worker.succeed("running");

    assertThat(worker.started()).containsExactly("running", "last");
  }

  @Test
  void drainingPartitionStartsNothingMore() {
    OneWorker worker = new OneWorker(10, 1);
    worker.start(task("running").build(), task("next").build());

    worker.handle(new Message.Draining(0));
    worker.succeed("running");

    assertThat(worker.started()).containsExactly("running");
  }

  @Test
  void recoveredTasksWaitInTheOrderOfTheirLatestSnapshots() {
    OneWorker before = new OneWorker(1, 1);
    before.start(task("0").build(), task("1").build(), task("2").build());
    OneWorker worker = new OneWorker(1, 1);

    worker.gain(0, before.task("2"), before.task("1"), before.task("0"));
    finish(worker, "2", "1");

    assertThat(worker.started()).containsExactly("2", "1", "0");
  }

  private static TaskStart in(String key, String id) {
    return task(id).key(key).build();
  }

  private static void finish(OneWorker worker, String... ids) {
    List.of(ids).forEach(worker::succeed);
  }
}
