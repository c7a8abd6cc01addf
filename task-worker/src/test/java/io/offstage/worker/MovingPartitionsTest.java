package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.settings.KafkaSettings.GroupProtocol;
import io.offstage.settings.Settings;
import io.offstage.task.EventType;
import io.offstage.topic.LifecycleEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Partitions that change hands while everybody lives. */
class MovingPartitionsTest {

  /** A worker with a tool of its own that a test may hold. */
  private record Member(TaskWorker worker, HeldTool brief) {

    /** The tool is shut. */
    static Member join(Settings settings) {
      HeldTool brief = HeldTool.shut("brief");
      return new Member(TaskWorker.serving(settings, brief.tool()), brief);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRollingRestartUnderLoadRedeliversNothingThatEndsInTime(GroupProtocol protocol)
      throws InterruptedException {
    String name = protocol.name().toLowerCase(Locale.ROOT);
    int tasks = 0;
    try (TestPool pool = new TestPool("rolling-" + name, 6)) {
      GroupOfPool group = new GroupOfPool(pool);
      Settings settings =
          pool.settings("kafka.group.protocol=" + name, "worker.drain.rebalance=20s");
      List<Member> members = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          members.add(Member.join(settings));
        }
        group.awaitMembers(3);
        for (int restart = 0; restart < 3; restart++) {
          members.forEach(member -> member.brief().shut());
          tasks += load(pool, tasks);
          leave(members.removeFirst());
          tasks += load(pool, tasks);
          Member next = Member.join(settings);
          members.add(next);
          tasks += load(pool, tasks);
          Awaitility.await().until(() -> group.members().containsKey(next.worker().name()));
          members.forEach(member -> member.brief().open());
          group.awaitMembers(3);
        }
        pool.awaitEnds(tasks);
      } finally {
        members.forEach(member -> member.worker().close());
      }

      EachEndedOnce.in(pool, tasks);
      assertThat(pool.ends())
          .allMatch(end -> end.type() == EventType.COMPLETED)
          .allMatch(end -> end.task().attempts().deliveries() == 1);
    }
  }

  /** With attempts that end while it closes. */
  private static void leave(Member member) throws InterruptedException {
    member.brief().awaitAttempt();
    Thread closing = Thread.ofVirtual().start(member.worker()::close);
    member.brief().open();
    closing.join();
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
