package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.task.TaskState;
import io.offstage.topic.LifecycleEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Limits that are set while workers come, go and run. */
class LimitsAtRunTimeTest {

  private static final int KEYS = 8;
  private static final int OF_A_KEY = 3;

  @Test
  void aLimitThatWasSetHoldsOnWorkersThatComeLaterAndAnotherIsTakenUpByAllThatRun()
      throws Exception {
    HeldTool held = HeldTool.shut("held");
    try (TestPool pool = new TestPool("limits-set", 4)) {
      String[] settings = {"worker.key-concurrency=" + OF_A_KEY, "worker.drain.timeout=1s"};
      pool.setLimit("tool:held", 1);
      try (TaskWorker _ = TaskWorker.serving(pool.settings(settings), held.tool())) {
        try (TaskWorker _ = TaskWorker.serving(pool.settings(settings), held.tool())) {
          new GroupOfPool(pool).awaitMembers(2);
          for (int i = 0; i < KEYS * OF_A_KEY; i++) {
            String key = "k" + i % KEYS;
            pool.start(key, "t" + i, "held", ",\"concurrencyKey\":\"" + key + "\"");
          }
          awaitRunning(pool, KEYS);
        }
        try (TaskWorker _ = TaskWorker.serving(pool.settings(settings), held.tool())) {
          new GroupOfPool(pool).awaitMembers(2);
          awaitRunning(pool, KEYS);
          int before = pool.events().size();

          pool.setLimit("tool:held", OF_A_KEY);
          awaitRunning(pool, KEYS * OF_A_KEY);

          assertThat(mostOfAKey(pool.events().subList(0, before))).isEqualTo(1);
          held.open();
          pool.awaitEnds(KEYS * OF_A_KEY);
          EachEndedOnce.in(pool, KEYS * OF_A_KEY);
        }
      }
    }
  }

  private static void awaitRunning(TestPool pool, int tasks) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> runningByKey(pool.events()).values().stream().mapToInt(Set::size).sum() == tasks);
  }

  private static Map<String, Set<String>> runningByKey(List<LifecycleEvent> events) {
    Map<String, Set<String>> running = new HashMap<>();
    events.forEach(event -> note(running, event));
    return running;
  }

  /** How many tasks of one key ran at once, at most. */
  private static int mostOfAKey(List<LifecycleEvent> events) {
    Map<String, Set<String>> running = new HashMap<>();
    return events.stream().mapToInt(event -> note(running, event)).max().orElse(0);
  }

  private static int note(Map<String, Set<String>> running, LifecycleEvent event) {
    Set<String> ofKey =
        running.computeIfAbsent(
            event.task().start().placement().concurrencyKey(), _ -> new HashSet<>());
    if (event.task().state() instanceof TaskState.Running) {
      ofKey.add(event.task().id());
    } else {
      ofKey.remove(event.task().id());
    }
    return ofKey.size();
  }
}
