package io.offstage.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import io.offstage.task.EventType;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLossTest {

  @TempDir Path data;

  @Test
  void whatWasBeingCommittedWhenTheCoordinatorDiedIsDecidedOnce() {
    int tasks = 2000;
    try (DevInfra infra = DevInfra.start(DevInfraOptions.at(data).withoutPostgres());
        TestPool pool = new TestPool(infra, "coordinator", 4);
        TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.quick());
        TaskWorker _ = TaskWorker.serving(pool.settings(), WorkerProcess.quick())) {
      new GroupOfPool(pool).awaitMembers(2);
      start(pool, 0, tasks / 2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> pool.ends().size() > tasks / 10);
      start(pool, tasks / 2, tasks);
      pool.flush();
      infra.killKafka();
      infra.startKafka();
      pool.awaitEnds(tasks);

      EachEndedOnce.in(pool, tasks);
      assertThat(pool.ends()).allMatch(end -> end.type() == EventType.COMPLETED);
    }
  }

  private static void start(TestPool pool, int from, int to) {
    for (int i = from; i < to; i++) {
      pool.start("k" + i % 50, "t" + i, "quick", "");
    }
  }
}
