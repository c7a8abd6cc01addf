package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.TaskState;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The group's offsets are not the truth: the log is. */
class RewoundGroupTest {

  private static final int TASKS = 20;

  @Test
  void aGroupThatWasSetBackRunsNothingTwice() {
    nothingRunsTwiceAfter("rewound", GroupOfPool::rewind);
  }

  @Test
  void aGroupWhoseOffsetsHaveExpiredRunsNothingTwice() {
    nothingRunsTwiceAfter("forgotten", GroupOfPool::forgetOffsets);
  }

  private static void nothingRunsTwiceAfter(String name, Consumer<GroupOfPool> change) {
    AtomicInteger runs = new AtomicInteger();
    TestTool counting = new TestTool("counting", _ -> runs.incrementAndGet());
    try (TestPool pool = new TestPool(name, 2)) {
      try (TaskWorker _ =
          TaskWorker.serving(pool.settings(), counting.tool(), TestTool.ASKING.tool())) {
        pool.start("k", "open", "asking", "");
        for (int i = 0; i < TASKS; i++) {
          pool.start("k" + i, "t" + i, "counting", "");
        }
        pool.awaitEnds(TASKS);
        Awaitility.await()
            .until(
                () ->
                    pool.events().stream()
                        .anyMatch(e -> e.task().state() instanceof TaskState.Suspended));
      }

      change.accept(new GroupOfPool(pool));
      try (TaskWorker _ =
          TaskWorker.serving(pool.settings(), counting.tool(), TestTool.ASKING.tool())) {
        for (int i = 0; i < TASKS; i++) {
          pool.start("k" + i, "new" + i, "counting", "");
        }
        pool.send(
            "k",
            """
            {"type":"background-task-cancel-requested","taskId":"open","commandId":"c"}\
            """);
        pool.awaitEnds(2 * TASKS + 1);

        EachEndedOnce.in(pool, 2 * TASKS + 1);
        assertThat(runs).hasValue(2 * TASKS);
      }
    }
  }
}
