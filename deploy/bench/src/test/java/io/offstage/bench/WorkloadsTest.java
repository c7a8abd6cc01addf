package io.offstage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.dev.DevInfra;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Small ones of the workloads that are about size: that they come to an end, and what they count.
 */
class WorkloadsTest {

  private static final Session SESSION =
      new Session(
          new Bench(DevInfra.shared().bootstrapServers(), DevInfra.shared()::freshDatabase),
          new SizeOptions(),
          1,
          System.out::println);

  @Test
  void theTasksOfAKilledWorkerRunOnAnotherThatReadsNoMoreThanItMay() throws Exception {
    List<Measurement> measured = new Takeover(400, 2_000).measure(SESSION);

    assertThat(measured)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.value()).isPositive();
              assertThat(it.details().get("records_read"))
                  .isPositive()
                  .isLessThanOrEqualTo(it.details().get("records_allowed"));
            });
  }

  @Test
  void coolKeysStartBesideABacklogOnAHotOne() throws Exception {
    assertThat(new Backlog(3_000, 10, 100, 1).measure(SESSION))
        .singleElement()
        .satisfies(it -> assertThat(it.value()).isPositive());
  }

  @Test
  void everyEventComesToEverybodyWhoFollowsItsThread() throws Exception {
    assertThat(new Fanout(40, 50, 1).measure(SESSION))
        .singleElement()
        .satisfies(it -> assertThat(it.value()).isPositive());
  }

  @Test
  void tasksThatNeedANamedLimitAllEnd() {
    Throughput limited = new Throughput("limited", 100, 10, Duration.ofMillis(10), true);

    assertThat(limited.run(SESSION.bench()).ended()).isEqualTo(100);
  }
}
