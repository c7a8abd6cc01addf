package io.offstage.store;

import static io.offstage.store.Rows.lifecycle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SwapTest {

  private static final int EVENTS = 400;
  private static final List<TaskRow> LOG =
      IntStream.range(0, EVENTS).mapToObj(i -> Rows.of("t" + i % 20, 1 + i / 20, i)).toList();

  @Test
  @Timeout(120)
  void writerOfTheLiveReadModelGoesOnInTheRebuiltOneWithoutAGap() throws Exception {
    try (Database database = FreshDatabase.migrated();
        ExecutorService writing = Executors.newVirtualThreadPerTaskExecutor()) {
      database.migrateTasks("tasks_rebuilt", FreshDatabase.PATIENCE);
      database.taskWriter("tasks_rebuilt").apply(batch(0, 50));

      Future<Boolean> writer = writing.submit(() -> follow(database.taskWriter()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> database.taskReader().appliedOffsets().getOrDefault(lifecycle(0), 0L) > 100);
      database.swapTasks("tasks_rebuilt", "tasks_retired");

      assertThat(writer.get()).as("it was told to go back").isTrue();
      assertThat(database.taskReader().appliedOffsets())
          .isEqualTo(Map.of(lifecycle(0), (long) EVENTS));
      assertThat(
              database.taskReader().list(TaskFilter.NONE, TaskOrder.OLDEST_FIRST, new Page(0, 99)))
          .satisfies(page -> assertThat(page.total()).isEqualTo(20))
          .satisfies(
              page ->
                  assertThat(page.rows())
                      .allSatisfy(task -> assertThat(task.version()).isEqualTo(20)));
    }
  }

  /** Writes the log one event at a time; before the last it waits to be sent back. */
  private static boolean follow(TaskWriter writer) {
    boolean sentBack = false;
    long next = 0;
    while (next < EVENTS) {
      long end = next == EVENTS - 1 && !sentBack ? next : next + 1;
      switch (writer.apply(batch((int) next, (int) end))) {
        case ApplyOutcome.Applied(_, Map<TopicPartition, Long> offsets) ->
            next = offsets.getOrDefault(lifecycle(0), -1L);
        case ApplyOutcome.Behind(Map<TopicPartition, Long> offsets) -> {
          sentBack = true;
          next = offsets.getOrDefault(lifecycle(0), -1L);
        }
      }
    }
    return sentBack;
  }

  private static TaskBatch batch(int from, int to) {
    return Rows.batch(
        new TaskBatch.Slice(
            lifecycle(0), from, to, LOG.subList(from, to).stream().map(Rows::snapshot).toList()));
  }
}
