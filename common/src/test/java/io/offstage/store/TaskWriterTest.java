package io.offstage.store;

import static io.offstage.store.Rows.batch;
import static io.offstage.store.Rows.commands;
import static io.offstage.store.Rows.lifecycle;
import static io.offstage.store.Rows.slice;
import static io.offstage.store.Rows.snapshot;
import static io.offstage.store.Rows.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskWriterTest {

  private static Database database;
  private static TaskWriter writer;
  private static TaskReader reader;

  @BeforeAll
  static void open() {
    database = FreshDatabase.migrated();
    writer = database.taskWriter();
    reader = database.taskReader();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.with(
        handle -> handle.execute("TRUNCATE tasks.task, tasks.live_task, tasks.applied_offset"));
  }

  @Test
  void documentComesBackByteForByte() {
    TaskRow row = Rows.of("t", 1, 0);

    apply(slice(lifecycle(0), 0, 1, snapshot(row)));

    assertThat(find("t")).isEqualTo(new StoredTask(row.key(), 1, 0, "running", row.document()));
  }

  @Test
  void sameBatchAgainChangesNothing() {
    TaskBatch batch =
        batch(
            slice(lifecycle(0), 0, 5, snapshot(Rows.of("a", 1, 0)), snapshot(Rows.of("b", 1, 3))));

    ApplyOutcome first = writer.apply(batch);
    ApplyOutcome second = writer.apply(batch);

    assertThat(first).isEqualTo(new ApplyOutcome.Applied(2, Map.of(lifecycle(0), 5L)));
    assertThat(second).isEqualTo(new ApplyOutcome.Applied(0, Map.of(lifecycle(0), 5L)));
  }

  @Test
  void recordsBelowTheStoredOffsetAreSkippedAndTheRestApplied() {
    apply(slice(lifecycle(0), 0, 2, snapshot(Rows.of("a", 1, 0))));

    ApplyOutcome outcome =
        writer.apply(
            batch(
                slice(
                    lifecycle(0),
                    1,
                    4,
                    snapshot(Rows.of("skipped", 1, 1)),
                    snapshot(Rows.of("b", 1, 3)))));

    assertThat(outcome).isEqualTo(new ApplyOutcome.Applied(1, Map.of(lifecycle(0), 4L)));
    assertThat(reader.find("skipped", TaskFilter.NONE)).isEmpty();
  }

  @Test
  void batchThatBeginsAboveTheStoredOffsetIsNotApplied() {
    apply(slice(lifecycle(0), 0, 2));

    ApplyOutcome outcome =
        writer.apply(
            batch(
                slice(lifecycle(0), 3, 4, snapshot(Rows.of("a", 1, 3))),
                slice(lifecycle(1), 7, 8, snapshot(Rows.at(Rows.of("b", 1, 7), 1)))));

    assertThat(outcome)
        .isEqualTo(new ApplyOutcome.Behind(Map.of(lifecycle(0), 2L, lifecycle(1), 0L)));
    assertThat(reader.list(TaskFilter.NONE, TaskOrder.OLDEST_FIRST, new Page(0, 9)).total())
        .isZero();
  }

  @Test
  void lastVersionOfABatchWinsInWhateverOrderItComes() {
    apply(
        slice(
            lifecycle(0),
            0,
            9,
            snapshot(Rows.of("t", 2, 4)),
            snapshot(Rows.of("t", 3, 5)),
            snapshot(Rows.of("t", 1, 0)),
            snapshot(Rows.of("t", 3, 8))));

    assertThat(find("t").version()).isEqualTo(3);
    assertThat(find("t").position()).isEqualTo(5);
  }

  @Test
  void olderOrEqualVersionOfTheSameStartChangesNothing() {
    apply(slice(lifecycle(0), 0, 5, snapshot(Rows.of("t", 3, 4))));

    ApplyOutcome outcome =
        writer.apply(
            batch(
                slice(
                    lifecycle(0),
                    5,
                    7,
                    snapshot(Rows.of("t", 2, 5)),
                    snapshot(Rows.of("t", 3, 6)))));

    assertThat(outcome).isEqualTo(new ApplyOutcome.Applied(0, Map.of(lifecycle(0), 7L)));
    assertThat(find("t").version()).isEqualTo(3);
  }

  @Test
  void newStartOfAnOldIdReplacesIt() {
    apply(slice(lifecycle(0), 0, 5, snapshot(Rows.of("t", 3, 4))));
    TaskRow again = Rows.start(Rows.of("t", 1, 9), new Position(0, 77));

    apply(slice(lifecycle(0), 5, 10, snapshot(again)));

    assertThat(find("t").version()).isEqualTo(1);
  }

  @Test
  void startedRecordIsPendingUntilTheFirstEvent() {
    TaskRow pending = Rows.status(Rows.of("t", 0, 6), "pending");

    apply(slice(commands(0), 0, 7, started(pending)));
    assertThat(find("t").status()).isEqualTo("pending");

    apply(slice(lifecycle(0), 0, 1, snapshot(Rows.start(Rows.of("t", 1, 0), new Position(3, 9)))));
    assertThat(find("t").status()).isEqualTo("running");
  }

  @Test
  void startedRecordOfAKnownTaskChangesNothing() {
    apply(slice(lifecycle(0), 0, 2, snapshot(Rows.of("before", 1, 1))));
    TaskRow late = Rows.status(Rows.of("before", 0, 0), "pending");
    TaskRow beside = Rows.status(Rows.of("beside", 0, 1), "pending");

    apply(
        slice(commands(0), 0, 2, started(late), started(beside)),
        slice(lifecycle(0), 2, 3, snapshot(Rows.of("beside", 1, 2))));

    assertThat(find("before").version()).isEqualTo(1);
    assertThat(find("beside").version()).isEqualTo(1);
  }

  @Test
  void pendingRowsWhoseStartWasPassedWithoutAnEventGo() {
    apply(
        slice(
            commands(0),
            0,
            9,
            started(Rows.of("passed", 0, 3)),
            started(Rows.of("begun", 0, 4)),
            started(Rows.of("waiting", 0, 5))),
        slice(lifecycle(0), 0, 1, snapshot(Rows.of("begun", 1, 0))));

    int removed = writer.removePendingStartedBefore("tools", 0, 5);

    assertThat(removed).isEqualTo(1);
    assertThat(ids()).containsExactlyInAnyOrder("begun", "waiting");
  }

  @Test
  void tombstoneRemovesWhatIsOlderThanItself() {
    apply(
        slice(
            lifecycle(0), 0, 2, snapshot(Rows.of("gone", 4, 0)), snapshot(Rows.of("other", 4, 1))));

    apply(
        slice(
            lifecycle(0),
            2,
            5,
            new TaskChange.Removed(Rows.of("gone", 0, 0).key(), 2),
            new TaskChange.Removed(Rows.of("back", 0, 0).key(), 3),
            snapshot(Rows.of("back", 1, 4))));

    assertThat(ids()).containsExactlyInAnyOrder("other", "back");
  }

  @Test
  void oneIdInTwoPartitionsIsTwoTasks() {
    apply(
        slice(lifecycle(0), 0, 1, snapshot(Rows.of("t", 1, 0))),
        slice(lifecycle(1), 0, 1, snapshot(Rows.at(Rows.of("t", 1, 0), 1))));

    assertThat(ids()).containsExactly("t", "t");
  }

  @Test
  void endedTasksGoByStatusAndAgeAndOnlyAsManyAsAllowed() {
    List<TaskChange> changes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TaskRow row = Rows.status(Rows.of("done" + i, 1, i), "completed");
      changes.add(snapshot(Rows.times(row, Rows.NOON, null, null, Rows.NOON.plusSeconds(i))));
    }
    TaskRow failed = Rows.status(Rows.of("failed", 1, 5), "failed");
    changes.add(snapshot(Rows.times(failed, Rows.NOON, null, null, Rows.NOON)));
    changes.add(snapshot(Rows.of("running", 1, 6)));
    apply(new TaskBatch.Slice(lifecycle(0), 0, 7, changes));

    int removed = writer.removeEnded(Set.of("completed"), Rows.NOON.plusSeconds(4), 3);

    assertThat(removed).isEqualTo(3);
    assertThat(writer.removeEnded(Set.of("completed"), Rows.NOON.plusSeconds(4), 3)).isEqualTo(1);
    assertThat(ids()).containsExactlyInAnyOrder("done4", "failed", "running");
  }

  @Test
  void namesThatPostgresCannotHoldDoNotStopTheLog() {
    String longName = "é".repeat(5_000);
    TaskFacets facets =
        new TaskFacets("a\0b", longName, longName + "!", null, "\ud800", "\0", "\0", null);

    apply(slice(lifecycle(0), 0, 1, snapshot(Rows.facets(Rows.of("t", 1, 0), facets))));

    assertThat(ids(TaskFilter.NONE.where(TaskField.AGENT_ID, "a\0b"))).containsExactly("t");
    assertThat(ids(TaskFilter.NONE.where(TaskField.TOOL_NAME, "\ud800"))).containsExactly("t");
    assertThat(ids(TaskFilter.NONE.where(TaskField.RUN_ID, longName))).containsExactly("t");
    assertThat(ids(TaskFilter.NONE.where(TaskField.THREAD_ID, longName))).isEmpty();
  }

  @Test
  void datesThatPostgresDoesNotHaveDoNotStopTheLog() {
    TaskRow row = Rows.times(Rows.of("t", 1, 0), Instant.MIN, Instant.MAX, null, null);

    apply(slice(lifecycle(0), 0, 1, snapshot(row)));

    assertThat(ids(TaskFilter.NONE.within(TaskDate.CREATED_AT, Instant.MIN, Instant.MAX)))
        .containsExactly("t");
    assertThat(ids(TaskFilter.NONE.within(TaskDate.STARTED_AT, Rows.NOON, null)))
        .containsExactly("t");
  }

  @Test
  void twoWritersOfOneLogInterleaveToTheSameFold() throws Exception {
    int events = 600;
    List<TaskRow> log = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      log.add(Rows.of("t" + i % 50, 1 + i / 50, i));
    }

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> changed =
          writers.invokeAll(List.of(follow(log, 7), follow(log, 11), follow(log, 64)));
      int rows = 0;
      for (Future<Integer> one : changed) {
        rows += one.get();
      }
      assertThat(rows).isBetween(50, events);
    }

    assertThat(reader.appliedOffsets()).isEqualTo(Map.of(lifecycle(0), (long) events));
    assertThat(reader.list(TaskFilter.NONE, TaskOrder.OLDEST_FIRST, new Page(0, 99)).rows())
        .hasSize(50)
        .allSatisfy(task -> assertThat(task.version()).isEqualTo(12));
  }

  /** Writes the whole log in batches of its own size, going on where the outcome says. */
  private static Callable<Integer> follow(List<TaskRow> log, int batchSize) {
    return () -> {
      int rows = 0;
      long next = 0;
      while (next < log.size()) {
        long to = Math.min(next + batchSize, log.size());
        List<TaskChange> changes =
            log.subList((int) next, (int) to).stream().map(Rows::snapshot).toList();
        ApplyOutcome outcome =
            writer.apply(batch(new TaskBatch.Slice(lifecycle(0), next, to, changes)));
        switch (outcome) {
          case ApplyOutcome.Applied(int changed, Map<TopicPartition, Long> offsets) -> {
            rows += changed;
            next = offsets.getOrDefault(lifecycle(0), -1L);
          }
          case ApplyOutcome.Behind behind -> throw new AssertionError(behind);
        }
      }
      return rows;
    };
  }

  @Test
  void recordOutsideItsSliceIsRefused() {
    assertThatThrownBy(() -> slice(lifecycle(0), 5, 6, snapshot(Rows.of("t", 1, 4))))
        .hasMessageContaining("offset 4 is outside 5 to 6");
    assertThatThrownBy(() -> batch(slice(lifecycle(0), 0, 1), slice(lifecycle(0), 1, 2)))
        .hasMessageContaining("twice");
  }

  @AfterEach
  void liveTasksAreThoseThatHaveNotEnded() {
    assertThat(keys("SELECT id, pool, partition FROM tasks.live_task"))
        .containsExactlyInAnyOrderElementsOf(
            keys("SELECT id, pool, partition FROM tasks.task WHERE completed_at IS NULL"));
  }

  private static List<String> keys(String sql) {
    return database.with(
        handle ->
            handle
                .createQuery(sql)
                .map((row, _) -> row.getString(1) + row.getString(2) + row.getInt(3))
                .list());
  }

  private static void apply(TaskBatch.Slice... slices) {
    assertThat(writer.apply(batch(slices))).isInstanceOf(ApplyOutcome.Applied.class);
  }

  private static StoredTask find(String id) {
    return reader.find(id, TaskFilter.NONE).orElseThrow();
  }

  private static List<String> ids() {
    return ids(TaskFilter.NONE);
  }

  private static List<String> ids(TaskFilter filter) {
    return reader.list(filter, TaskOrder.OLDEST_FIRST, new Page(0, 99)).rows().stream()
        .map(task -> task.key().id())
        .toList();
  }
}
