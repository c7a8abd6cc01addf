package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.KafkaSettings.GroupProtocol;
import io.offstage.task.ErrorCode;
import io.offstage.task.EventType;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerLossTest {

  @ParameterizedTest
  @EnumSource
  void whatAKilledWorkerWasRunningEndsOnceOnAnother(GroupProtocol protocol) {
    String name = protocol.name().toLowerCase(Locale.ROOT);
    List<String> more =
        List.of("kafka.group.protocol=" + name, "worker.classic.session-timeout=3s");
    try (TestPool pool = new TestPool("killed-slow-" + name, 4);
        WorkerProcess doomed = WorkerProcess.start(pool.flags(more))) {
      for (int i = 0; i < 50; i++) {
        pool.start("k" + i, "t" + i, i < 40 ? "held" : "quick", "");
      }
      awaitRunning(pool, 50);
      doomed.kill();
      try (TaskWorker _ =
          TaskWorker.serving(
              pool.settings(more.toArray(String[]::new)),
              WorkerProcess.quick(),
              WorkerProcess.held())) {
        pool.awaitEnds(50);

        EachEndedOnce.in(pool, 50);
        assertThat(pool.ends()).allMatch(e -> e.type() == EventType.COMPLETED);
        assertThat(pool.ends().stream().mapToInt(e -> e.task().attempts().deliveries()).max())
            .hasValue(2);
      }
    }
  }

  @Test
  void aWorkerKilledInTheMiddleOfTransactionsLosesAndDoublesNothing() {
    int tasks = 3000;
    try (TestPool pool = new TestPool("killed-busy", 4);
        WorkerProcess doomed = WorkerProcess.start(pool.flags());
        TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.quick())) {
      AtomicInteger early = new AtomicInteger();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                int number = early.getAndIncrement();
                pool.start("k" + number, "early" + number, "quick", "");
                return workersOf(pool) > 1;
              });
      startQuick(pool, 0, tasks / 2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> pool.ends().size() > early.get() + tasks / 10);
      startQuick(pool, tasks / 2, tasks);
      pool.flush();
      doomed.kill();
      pool.awaitEnds(early.get() + tasks);

      EachEndedOnce.in(pool, early.get() + tasks);
    }
  }

  @Test
  void aTaskThatMustNotRunTwiceFailsWithItsWorker() {
    try (TestPool pool = new TestPool("killed-once", 1);
        WorkerProcess doomed = WorkerProcess.start(pool.flags())) {
      pool.start("k", "t", "held", ",\"onWorkerLoss\":\"fail\"");
      awaitRunning(pool, 1);
      doomed.kill();
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.held())) {
        pool.awaitEnds(1);

        assertThat(pool.ends().getFirst().task().state())
            .isInstanceOfSatisfying(
                TaskState.Failed.class,
                failed -> assertThat(failed.error().code()).isEqualTo(ErrorCode.WORKER_LOST));
      }
    }
  }

  @Test
  void aTaskThatKillsItsWorkersFailsInTheEndAndItsNeighboursComplete() {
    try (TestPool pool = new TestPool("poison", 1)) {
      new GroupOfPool(pool).expireSessionsAfter(Duration.ofSeconds(2));
      pool.start("k1", "poison", "deadly", ",\"maxDeliveries\":2");
      pool.start("k2", "neighbour", "quick", "");
      for (int delivery = 1; delivery <= 2; delivery++) {
        try (WorkerProcess doomed = WorkerProcess.start(pool.flags())) {
          doomed.awaitEnd();
        }
      }
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.quick())) {
        pool.awaitEnds(2);

        EachEndedOnce.in(pool, 2);
        assertThat(pool.ends())
            .extracting(end -> end.task().id() + " " + end.type())
            .containsExactlyInAnyOrder(
                "poison " + EventType.FAILED, "neighbour " + EventType.COMPLETED);
        assertThat(pool.ends())
            .filteredOn(end -> end.task().state() instanceof TaskState.Failed)
            .singleElement()
            .satisfies(
                end -> {
                  TaskState.Failed failed = (TaskState.Failed) end.task().state();
                  assertThat(failed.error().code()).isEqualTo(ErrorCode.WORKER_LOST);
                  assertThat(end.task().attempts().deliveries()).isEqualTo(2);
                });
      }
    }
  }

  @Test
  void aWorkerThatWasSuspendedPastItsSessionAddsNothingToWhatOthersHaveEnded() {
    try (TestPool pool = new TestPool("suspended", 4);
        WorkerProcess zombie = WorkerProcess.start(pool.flags())) {
      GroupOfPool group = new GroupOfPool(pool);
      group.expireSessionsAfter(Duration.ofSeconds(2));
      for (int i = 0; i < 40; i++) {
        pool.start("k" + i, "t" + i, "held", "");
      }
      awaitRunning(pool, 40);
      zombie.pause();
      try (TaskWorker _ =
          TaskWorker.serving(pool.settings(), WorkerProcess.quick(), WorkerProcess.held())) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> pool.events().stream().anyMatch(e -> e.task().attempts().attempt() == 2));
        zombie.release();
        zombie.resume();
        pool.awaitEnds(40);
        group.awaitMembers(2);
        for (int i = 0; i < 40; i++) {
          pool.start("k" + i, "later" + i, "quick", "");
        }
        pool.awaitEnds(80);

        EachEndedOnce.in(pool, 80);
      }
    }
  }

  private static void startQuick(TestPool pool, int from, int to) {
    for (int i = from; i < to; i++) {
      pool.start("k" + i % 50, "t" + i, "quick", "");
    }
  }

  private static void awaitRunning(TestPool pool, int tasks) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                pool.events().stream()
                        .filter(e -> e.type() == EventType.RUNNING)
                        .map(e -> e.task().id())
                        .distinct()
                        .count()
                    == tasks);
  }

  private static long workersOf(TestPool pool) {
    return pool.events().stream()
        .map(LifecycleEvent::task)
        .map(Task::state)
        .filter(TaskState.Running.class::isInstance)
        .map(state -> ((TaskState.Running) state).worker())
        .distinct()
        .count();
  }
}
