package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.KafkaSettings.GroupProtocol;
import io.offstage.settings.Settings;
import io.offstage.task.EventType;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.tool.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Partitions that change hands while everybody lives. */
class MovingPartitionsTest {

  @ParameterizedTest
  @EnumSource
  void aRollingRestartUnderLoadRedeliversNothingThatEndsInTime(GroupProtocol protocol) {
    String name = protocol.name().toLowerCase(Locale.ROOT);
    int tasks = 0;
    try (TestPool pool = new TestPool("rolling-" + name, 6)) {
      Settings settings =
          pool.settings("kafka.group.protocol=" + name, "worker.drain.rebalance=20s");
      Tool brief =
          new TestTool(
                  "brief",
                  ctx -> {
                    TimeUnit.MILLISECONDS.sleep(30);
                    return ctx.attempt();
                  })
              .tool();
      List<TaskWorker> workers = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          workers.add(TaskWorker.serving(settings, brief));
        }
        new GroupOfPool(pool).awaitMembers(3);
        for (int restart = 0; restart < 3; restart++) {
          tasks += load(pool, tasks);
          workers.removeFirst().close();
          tasks += load(pool, tasks);
          workers.add(TaskWorker.serving(settings, brief));
          tasks += load(pool, tasks);
          new GroupOfPool(pool).awaitMembers(3);
        }
        pool.awaitEnds(tasks);
      } finally {
        workers.forEach(TaskWorker::close);
      }

      EachEndedOnce.in(pool, tasks);
      assertThat(pool.ends())
          .allMatch(end -> end.type() == EventType.COMPLETED)
          .allMatch(end -> end.task().attempts().deliveries() == 1);
    }
  }

  private static int load(TestPool pool, int from) {
    int more = 150;
    for (int i = from; i < from + more; i++) {
      pool.start("k" + i % 40, "t" + i, "brief", "");
    }
    return more;
  }

  @Test
  void attemptsThatRunOnAfterTheirPartitionMovedSayNothingMore() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    TestTool stubborn =
        new TestTool(
            "stubborn",
            ctx -> {
              if (ctx.attempt() == 1) {
                // Deaf to interrupts.
                first.join();
              }
              return ctx.attempt();
            });
    int tasks = 24;
    try (TestPool pool = new TestPool("given-away", 4)) {
      Settings settings = pool.settings("worker.drain.rebalance=100ms");
      try (TaskWorker giving = TaskWorker.serving(settings, stubborn.tool())) {
        for (int i = 0; i < tasks; i++) {
          pool.start("k" + i, "t" + i, "stubborn", "");
        }
        Awaitility.await()
            .until(
                () ->
                    pool.events().stream().filter(e -> e.type() == EventType.RUNNING).count()
                        == tasks);
        try (TaskWorker taking = TaskWorker.serving(settings, stubborn.tool())) {
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> new GroupOfPool(pool).members().size() == 2 && !pool.ends().isEmpty());
          first.complete(null);
          pool.awaitEnds(tasks);

          EachEndedOnce.in(pool, tasks);
          assertThat(pool.ends()).allMatch(end -> end.task().attempts().deliveries() == 1);
          assertThat(pool.ends().stream().map(LifecycleEvent::task))
              .as("%s gave some of its tasks to %s", giving.name(), taking.name())
              .anyMatch(task -> task.attempts().attempt() == 1)
              .anyMatch(task -> task.attempts().attempt() == 2);
        }
      }
    }
  }
}
