package io.offstage.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.ErrorCode;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new owner meets that its predecessor has begun. */
class TakeoverTest {

  /**
   * With offsets: those of an expelled worker, which may still commit. Without: those are
   * committed, and the end of the same transaction has not reached the lifecycle partition.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEndThatIsNotVisibleYetIsWaitedForAndStaysTheOnlyOne(boolean offsets) {
    try (TestPool pool = new TestPool("late-" + offsets, 1);
        FormerOwner former = FormerOwner.unfenceable(pool, "late-" + offsets)) {
      LifecycleEvent suspended = suspend(pool, "t");
      former.join();
      former.cancel(suspended, 0);
      if (offsets) {
        former.sendOffset(0, 1);
      }
      former.leave();
      try (TaskWorker _ =
          TaskWorker.serving(pool.settings(), TestTool.ASKING.tool(), TestTool.ECHO.tool())) {
        new GroupOfPool(pool).awaitMembers(1);
        pool.send(
            "k",
            """
            {"type":"background-task-cancel-requested","taskId":"t","commandId":"c"}\
            """);
        pool.start("k", "after", "echo", "");
        pool.flush();
        former.commit();
        pool.awaitEnds(2);

        EachEndedOnce.in(pool, 2);
      }
    }
  }

  /** Both have ten minutes: whoever waited for the broker would wait for them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrphanedTransactionIsFencedAndSilencesNobody(boolean ofItsOwnPartitions) {
    try (TestPool pool = new TestPool("orphan-" + ofItsOwnPartitions, 4);
        FormerOwner former = FormerOwner.of(pool)) {
      former.join();
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ECHO.tool())) {
        for (int partition = 0; partition < 4; partition++) {
          former.write(pool.topics.commands(), partition, "k".getBytes(UTF_8), new byte[1]);
          if (ofItsOwnPartitions) {
            former.write(pool.topics.lifecycle(), partition, "t".getBytes(UTF_8), new byte[1]);
          }
        }
        former.leave();
        for (int i = 0; i < 40; i++) {
          pool.start("k" + i, "t" + i, "echo", "");
        }
        pool.awaitEnds(40);

        EachEndedOnce.in(pool, 40);
        assertThatThrownBy(former::commit).isInstanceOf(KafkaException.class);
      }
    }
  }

  @Test
  void aResultThatIsTooLargeFailsItsTaskAloneInTheMiddleOfABatch() {
    TestTool large = new TestTool("large", _ -> "x".repeat(6_000_000));
    try (TestPool pool = new TestPool("oversize", 1)) {
      for (int i = 0; i < 50; i++) {
        pool.start("k" + i, "t" + i, i % 10 == 0 ? "large" : "echo", "");
      }
      pool.flush();
      try (TaskWorker _ = TaskWorker.serving(pool.settings(), large.tool(), TestTool.ECHO.tool())) {
        pool.awaitEnds(50);

        EachEndedOnce.in(pool, 50);
        assertThat(
                pool.ends().stream()
                    .map(end -> end.task().state())
                    .filter(TaskState.Failed.class::isInstance))
            .hasSize(5)
            .allSatisfy(
                state ->
                    assertThat(((TaskState.Failed) state).error().code())
                        .isEqualTo(ErrorCode.RESULT_TOO_LARGE));
      }
    }
  }

  private static LifecycleEvent suspend(TestPool pool, String id) {
    try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ASKING.tool())) {
      pool.start("k", id, "asking", "");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  pool.events().stream()
                      .anyMatch(e -> e.task().state() instanceof TaskState.Suspended));
      return pool.events().getLast();
    }
  }
}
