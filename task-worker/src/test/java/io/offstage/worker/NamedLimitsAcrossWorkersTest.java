package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.EventType;
import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.tool.Tool;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NamedLimitsAcrossWorkersTest {

  private static final int MOST = 2;
  private static final String LIMIT = "pools.tools.limits.browser=" + MOST;

  @Test
  void theLimitHoldsOnAllWorkersTogetherAndNothingLeaksWhenOneIsKilled() {
    int tasks = 40;
    Tool inPairs = TestTool.together("held", MOST).tool();
    try (TestPool pool = new TestPool("named-killed", 4);
        WorkerProcess doomed =
            WorkerProcess.start(Stream.concat(pool.flags().stream(), Stream.of(LIMIT)).toList());
        TaskWorker heir =
            TaskWorker.serving(pool.settings(LIMIT), WorkerProcess.quick(), inPairs)) {
      pool.awaitWorkers(2);
      start(pool, "quick", 0, tasks / 2);
      pool.awaitEnds(tasks / 2);
      start(pool, "held", tasks / 2, tasks);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> isHeldElsewhere(pool, heir.name()));
      doomed.kill();
      pool.awaitEnds(tasks);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(pool.standingPermits()).isEmpty());

      assertThat(pool.ends()).hasSize(tasks).allMatch(e -> e.type() == EventType.COMPLETED);
      assertThat(mostAtOnce(pool)).isEqualTo(MOST);
    }
  }

  private static void start(TestPool pool, String tool, int from, int to) {
    for (int i = from; i < to; i++) {
      pool.start("k" + i % 10, "t" + i, tool, ",\"limits\":[\"browser\"]");
    }
  }

  private static boolean isHeldElsewhere(TestPool pool, String worker) {
    return pool.events().stream()
        .map(LifecycleEvent::task)
        .filter(task -> task.start().call().toolName().equals("held"))
        .anyMatch(
            task ->
                task.state() instanceof TaskState.Running running
                    && !running.worker().equals(worker));
  }

  private static int mostAtOnce(TestPool pool) {
    Set<String> running = new HashSet<>();
    int most = 0;
    for (LifecycleEvent event : pool.eventsByTime()) {
      if (event.task().state() instanceof TaskState.Running) {
        running.add(event.task().id());
      } else {
        running.remove(event.task().id());
      }
      most = Math.max(most, running.size());
    }
    return most;
  }
}
