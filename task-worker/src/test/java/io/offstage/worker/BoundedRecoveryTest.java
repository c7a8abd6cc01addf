package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.EventType;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.journal.Recovered;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BoundedRecoveryTest {

  private static final int MAX_SCAN = 400;
  private static final int BATCH = 50;
  private static final int SHORT_TASKS = 2_000;

  /** An entry of a task that starts and ends at once has two snapshots; each commit has a mark. */
  private static final int RECORDS_OF_A_BATCH = 3 * BATCH;

  @Test
  void aTaskThatRunsBesideManyOthersDoesNotMakeItsNextOwnerReadThemAll() throws Exception {
    try (TestPool pool = new TestPool("bounded-recovery", 1)) {
      List<String> flags =
          Stream.concat(
                  pool.flags().stream(),
                  Stream.of("recovery.max-scan=" + MAX_SCAN, "journal.max-batch=" + BATCH))
              .toList();
      try (WorkerProcess doomed = WorkerProcess.start(flags)) {
        pool.start("long", "long", "held", "");
        pool.start("later", "later", "quick", ",\"runAt\":\"2100-01-01T00:00:00Z\"");
        for (int i = 0; i < SHORT_TASKS; i++) {
          pool.start("k" + i % 20, "t" + i, "quick", "");
        }
        pool.awaitEnds(SHORT_TASKS);
        doomed.kill();
      }

      Recovered recovered =
          new NextOwner(pool, pool.settings(flags.toArray(String[]::new))).recover(0, () -> true);

      assertThat(recovered.live()).extracting(Task::id).containsExactlyInAnyOrder("long", "later");
      assertThat(recovered.scanned()).isLessThanOrEqualTo(MAX_SCAN + RECORDS_OF_A_BATCH);
      assertThat(recovered.liveOffsets().end() - recovered.liveOffsets().floor())
          .isLessThanOrEqualTo(MAX_SCAN + RECORDS_OF_A_BATCH);
      assertCopiesRepeatTheLatest(pool.events());
    }
  }

  private static void assertCopiesRepeatTheLatest(List<LifecycleEvent> events) {
    List<LifecycleEvent> running =
        events.stream()
            .filter(e -> e.task().id().equals("long"))
            .sorted(Comparator.comparingLong(e -> e.task().version()))
            .toList();
    assertThat(running).hasSizeGreaterThan(5);
    assertThat(running).allMatch(running.getFirst()::equals);
    assertThat(running.getFirst().type()).isEqualTo(EventType.RUNNING);
  }
}
