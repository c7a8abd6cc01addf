package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.EventType;
import io.offstage.task.TaskStatus;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TaskWorkerTest {

  @Test
  void everyStartedTaskEndsOnce() {
    try (TestPool pool = new TestPool("once", 4);
        TaskWorker _ =
            TaskWorker.serving(
                pool.settings(), new TestTool("echo", ctx -> Map.of("id", ctx.taskId())).tool())) {
      for (int i = 0; i < 500; i++) {
        pool.start("k" + i % 20, "t" + i, "echo", "");
      }
      pool.awaitEnds(500);

      assertThat(pool.ends()).hasSize(500).allMatch(e -> e.type() == EventType.COMPLETED);
      assertThat(pool.ends().stream().map(e -> e.task().id()).distinct()).hasSize(500);
    }
  }

  @Test
  void aKeysLimitHoldsInLifecycleOrder() {
    TestTool meeting = TestTool.together("meeting", 3);
    try (TestPool pool = new TestPool("limit", 2);
        TaskWorker _ =
            TaskWorker.serving(pool.settings("worker.key-concurrency=3"), meeting.tool())) {
      for (int i = 0; i < 60; i++) {
        pool.start("one-key", "t" + i, "meeting", "");
      }
      pool.awaitEnds(60);

      int now = 0;
      int most = 0;
      for (LifecycleEvent event : pool.events()) {
        now += event.type() == EventType.RUNNING ? 1 : event.task().isLive() ? 0 : -1;
        most = Math.max(most, now);
      }
      assertThat(most).isEqualTo(3);
    }
  }

  @Test
  void aFailingTaskIsRetriedAndThenFails() {
    AtomicInteger calls = new AtomicInteger();
    TestTool failing =
        new TestTool(
            "failing",
            _ -> {
              throw new IllegalStateException("call " + calls.incrementAndGet());
            });
    try (TestPool pool = new TestPool("retry", 1);
        TaskWorker _ = TaskWorker.serving(pool.settings(), failing.tool())) {
      pool.start(
          "k", "t", "failing", ",\"maxRetries\":2,\"retry\":{\"retryDelayMs\":1,\"jitter\":0}");
      pool.awaitEnds(1);

      assertThat(pool.events().stream().map(LifecycleEvent::type))
          .containsExactly(
              EventType.RUNNING,
              EventType.RETRYING,
              EventType.RUNNING,
              EventType.RETRYING,
              EventType.RUNNING,
              EventType.FAILED);
      assertThat(pool.ends().getFirst().task().attempts().retryCount()).isEqualTo(2);
    }
  }

  @Test
  void timeoutAndCancelInterruptTheTool() {
    CountDownLatch interrupted = new CountDownLatch(2);
    TestTool stuck =
        new TestTool(
            "stuck",
            _ -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return "never";
            });
    try (TestPool pool = new TestPool("stop", 1);
        TaskWorker _ = TaskWorker.serving(pool.settings(), stuck.tool())) {
      pool.start("k", "slow", "stuck", ",\"timeoutMs\":1500");
      pool.start("k", "unwanted", "stuck", "");
      Awaitility.await()
          .until(() -> pool.events().stream().anyMatch(e -> e.task().id().equals("unwanted")));
      pool.send(
          "k",
          "{\"type\":\"background-task-cancel-requested\",\"taskId\":\"unwanted\",\"commandId\":\"c1\",\"reason\":\"enough\"}");
      pool.awaitEnds(2);

      assertThat(pool.ends())
          .extracting(e -> e.task().id() + " " + e.task().status() + " " + e.cause())
          .containsExactlyInAnyOrder(
              "slow " + TaskStatus.TIMED_OUT + " null", "unwanted " + TaskStatus.CANCELLED + " c1");
      Awaitility.await().until(() -> interrupted.getCount() == 0);
    }
  }

  @Test
  void aMisroutedRecordIsForwardedAndGarbageIsADeadLetter() {
    try (TestPool pool = new TestPool("misrouted", 4);
        TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
      int wrong = (KeyPartitioner.partitionOf("key", 4) + 1) % 4;
      pool.sendTo(wrong, "key", "{\"type\":");
      pool.sendTo(
          wrong,
          "key",
          "{\"type\":\"background-task-started\",\"taskId\":\"t1\",\"toolName\":\"echo\",\"agentId\":\"a\"}");
      pool.awaitEnds(1);

      assertThat(pool.ends().getFirst().task().startedFrom().partition()).isEqualTo(wrong);
      assertThat(pool.deadLetterReasons()).singleElement().asString().startsWith("not JSON");
    }
  }

  @Test
  void aSecondWorkerTakesOverWhatTheFirstDrains() {
    List<String> workers = new ArrayList<>();
    try (TestPool pool = new TestPool("handover", 4)) {
      try (TaskWorker first = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        workers.add(first.name());
        for (int i = 0; i < 50; i++) {
          pool.start("k" + i, "a" + i, "echo", "");
        }
        pool.awaitEnds(50);
      }
      for (int i = 0; i < 50; i++) {
        pool.start("k" + i, "b" + i, "echo", "");
        pool.start("k" + i, "a" + i, "echo", "");
      }
      try (TaskWorker second = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        workers.add(second.name());
        pool.awaitEnds(100);

        assertThat(pool.ends()).hasSize(100);
        assertThat(workers).doesNotHaveDuplicates();
      }
    }
  }
}
