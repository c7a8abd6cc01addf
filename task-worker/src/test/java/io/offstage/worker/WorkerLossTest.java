package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.ErrorCode;
import io.offstage.task.EventType;
import io.offstage.task.Task;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WorkerLossTest {

  @Test
  void whatAKilledWorkerWasRunningEndsOnceOnAnother() {
    try (TestPool pool = new TestPool("killed-slow", 4);
        WorkerProcess doomed = WorkerProcess.start(pool.flags())) {
      for (int i = 0; i < 50; i++) {
        pool.start("k" + i, "t" + i, "slow", ",\"args\":{\"millis\":" + (i < 40 ? 2000 : 1) + "}");
      }
      awaitRunning(pool, 50);
      doomed.kill();
      try (TaskWorker _ =
          TaskWorker.serving(pool.settings(), WorkerProcess.quick(), WorkerProcess.slow())) {
        pool.awaitEnds(50);

        assertEachEndedOnce(pool, 50);
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
        TaskWorker _ =
            TaskWorker.serving(pool.settings(), WorkerProcess.quick(), WorkerProcess.slow())) {
      AtomicInteger early = new AtomicInteger();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                int number = early.getAndIncrement();
                pool.start("k" + number, "early" + number, "quick", "");
                return workersOf(pool) > 1;
              });
      for (int i = 0; i < tasks; i++) {
        pool.start("k" + i % 50, "t" + i, "slow", ",\"args\":{\"millis\":2}");
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> pool.ends().size() > early.get() + tasks / 10);
      doomed.kill();
      pool.awaitEnds(early.get() + tasks);

      assertEachEndedOnce(pool, early.get() + tasks);
    }
  }

  @Test
  void aTaskThatMustNotRunTwiceFailsWithItsWorker() {
    try (TestPool pool = new TestPool("killed-once", 1);
        WorkerProcess doomed = WorkerProcess.start(pool.flags())) {
      pool.start("k", "t", "slow", ",\"args\":{\"millis\":60000},\"onWorkerLoss\":\"fail\"");
      awaitRunning(pool, 1);
      doomed.kill();
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.slow())) {
        pool.awaitEnds(1);

        assertThat(pool.ends().getFirst().task().state())
            .isInstanceOfSatisfying(
                TaskState.Failed.class,
                failed -> assertThat(failed.error().code()).isEqualTo(ErrorCode.WORKER_LOST));
      }
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

  /** One terminal event each, versions without a gap, nothing after the end. */
  private static void assertEachEndedOnce(TestPool pool, int tasks) {
    List<LifecycleEvent> events = pool.events();
    Map<String, Task> latest = new HashMap<>();
    for (LifecycleEvent event : events) {
      Task before = latest.put(event.task().id(), event.task());
      assertThat(before == null || before.isLive()).as("after the end: %s", event).isTrue();
      assertThat(event.task().version()).isEqualTo(before == null ? 1 : before.version() + 1);
    }
    assertThat(latest).hasSize(tasks);
    assertThat(latest.values()).noneMatch(Task::isLive);
  }
}
