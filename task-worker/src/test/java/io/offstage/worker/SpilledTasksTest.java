package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.Settings;
import io.offstage.task.TaskState;
import io.offstage.task.TaskStatus;
import org.junit.jupiter.api.Test;

class SpilledTasksTest {

  /** More than are kept whole, of a key and of a partition. */
  private static final int TASKS = 6_500;

  private static final int CANCELLED = 40;

  @Test
  void aBacklogBeyondTheWindowEndsOnceThroughCancelsAndARestart() {
    try (TestPool pool = new TestPool("spilled", 1)) {
      Settings settings = pool.settings();
      HeldTool gated = HeldTool.shut("gated");
      try (TaskWorker _ = TaskWorker.serving(settings, gated.tool())) {
        for (int i = 0; i < TASKS; i++) {
          pool.start("hot", "t" + i, "gated", "");
        }
        for (int i = 0; i < CANCELLED; i++) {
          cancel(pool, TASKS - 1 - 10 * i);
        }
        pool.awaitEnds(CANCELLED);
        gated.open();
        pool.awaitEnds(CANCELLED + 100);
      }
      cancel(pool, TASKS - 2);
      pool.start("hot", "t" + (TASKS - 3), "gated", "");
      try (TaskWorker _ = TaskWorker.serving(settings, gated.tool())) {
        pool.awaitEnds(TASKS);
      }

      EachEndedOnce.in(pool, TASKS);
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
}
