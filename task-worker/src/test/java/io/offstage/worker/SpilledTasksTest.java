package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.Settings;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SpilledTasksTest {

  /** More than are kept whole, of a key and of a partition. */
  private static final int TASKS = 6_500;

  private static final int CANCELLED = 40;

  private record Nothing() {}

  @Test
  void aBacklogBeyondTheWindowEndsOnceThroughCancelsAndARestart() {
    try (TestPool pool = new TestPool("spilled", 1)) {
      Settings settings = pool.settings();
      CountDownLatch gate = new CountDownLatch(1);
      try (TaskWorker _ = TaskWorker.serving(settings, gated(gate))) {
        for (int i = 0; i < TASKS; i++) {
          pool.start("hot", "t" + i, "gated", "");
        }
        for (int i = 0; i < CANCELLED; i++) {
          cancel(pool, TASKS - 1 - 10 * i);
        }
        pool.awaitEnds(CANCELLED);
        gate.countDown();
        pool.awaitEnds(CANCELLED + 100);
      }
      cancel(pool, TASKS - 2);
      pool.start("hot", "t" + (TASKS - 3), "gated", "");
      try (TaskWorker _ = TaskWorker.serving(settings, gated(gate))) {
        pool.awaitEnds(TASKS);
      }

      assertEachEndedOnce(pool.events());
      assertThat(pool.ends())
          .filteredOn(e -> e.task().state() instanceof TaskState.Cancelled)
          .hasSize(CANCELLED + 1);
      assertThat(pool.ends().stream().filter(e -> e.task().status() == TaskStatus.COMPLETED))
          .hasSize(TASKS - CANCELLED - 1);
    }
  }

  private static void cancel(TestPool pool, int task) {
    pool.send(
        "hot",
        "{\"type\":\"background-task-cancel-requested\",\"taskId\":\"t%d\",\"commandId\":\"c%d\"}"
            .formatted(task, task));
  }

  private static Tool gated(CountDownLatch gate) {
    return Tool.named("gated")
        .describedAs("waits for the gate")
        .taking(Nothing.class)
        .inBackground(_ -> {})
        .running(
            (Nothing _, ToolContext ctx) -> {
              gate.await();
              return Map.of("attempt", ctx.attempt());
            });
  }

  private static void assertEachEndedOnce(List<LifecycleEvent> events) {
    Map<String, LifecycleEvent> ended = new HashMap<>();
    for (LifecycleEvent event : events) {
      String id = event.task().id();
      assertThat(ended).as("after the end: %s", event).doesNotContainKey(id);
      if (!event.task().isLive()) {
        ended.put(id, event);
      }
    }
    assertThat(ended).hasSize(TASKS);
  }
}
