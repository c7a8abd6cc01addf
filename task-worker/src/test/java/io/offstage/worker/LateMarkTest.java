package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.task.TaskState;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleEvent;
import io.offstage.worker.journal.Recovered;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers, and each log on one of them alone. */
class LateMarkTest {

  @TempDir static Path data;
  private static DevInfra infra;

  @BeforeAll
  static void start() {
    infra =
        DevInfra.startBriefly(
            DevInfraOptions.at(data)
                .withoutPostgres()
                .withBrokers(3)
                .withKafkaConfig("offsets.topic.replication.factor", "1")
                .withKafkaConfig("transaction.state.log.replication.factor", "1")
                .withKafkaConfig("transaction.state.log.min.isr", "1"));
  }

  @AfterAll
  static void stop() {
    infra.close();
  }

  /**
   * The broker that marks where transactions end has marked the offsets, which are on another, and
   * is held before it has marked the lifecycle partition, which is on a third.
   */
  @Test
  void anEndWhoseOffsetIsCommittedIsWaitedForThoughItsOwnMarkIsLate() throws Exception {
    try (TestPool pool = new TestPool(infra, "late-mark", 6);
        BrokersOfPool brokers = new BrokersOfPool(infra, pool)) {
      suspendOneOfEachPartition(pool);
      BrokersOfPool.Parts parts = brokers.parts();
      try (FormerOwner former = FormerOwner.unfenceable(pool, parts.transactionalId())) {
        former.join();
        former.cancel(suspended(pool, parts.partition()), parts.partition());
        former.sendOffset(parts.partition(), 1);
        former.leave();
        infra.broker(parts.log()).kill();
        former.commit();
        brokers.awaitStableOffset(parts.partition());
        infra.broker(parts.marker()).pause();
        infra.broker(parts.log()).start();
        brokers.awaitGone(parts.marker());
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<BrokersOfPool.Marks> marks = new AtomicReference<>();

        Recovered recovered =
            new NextOwner(pool, pool.settings("kafka.bootstrap.servers=" + brokers.address(parts)))
                .recover(
                    parts.partition(),
                    () -> {
                      if (asked.incrementAndGet() == 2) {
                        marks.set(brokers.marks(parts));
                        infra.broker(parts.marker()).resume();
                      }
                      return true;
                    });

        assertThat(marks.get().stable()).isLessThan(marks.get().end());
        assertThat(recovered.live()).isEmpty();
      }
    }
  }

  private static void suspendOneOfEachPartition(TestPool pool) {
    try (TaskWorker _ = TaskWorker.serving(pool.settings(), TestTool.ASKING.tool())) {
      for (int partition = 0; partition < pool.partitions; partition++) {
        pool.start(keyOf(partition, pool.partitions), "t" + partition, "asking", "");
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  pool.events().stream()
                          .filter(e -> e.task().state() instanceof TaskState.Suspended)
                          .count()
                      == pool.partitions);
    }
  }

  private static String keyOf(int partition, int partitions) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "k" + i)
        .filter(key -> KeyPartitioner.partitionOf(key, partitions) == partition)
        .findFirst()
        .orElseThrow();
  }

  private static LifecycleEvent suspended(TestPool pool, int partition) {
    return pool.events().stream()
        .filter(e -> e.task().id().equals("t" + partition))
        .filter(e -> e.task().state() instanceof TaskState.Suspended)
        .findFirst()
        .orElseThrow();
  }
}
