package io.offstage.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code offstage bench chaos} does for hours. Another seed: {@code -Doffstage.seed=7}. */
class ChaosTest {

  private static final Duration TROUBLE = Duration.ofSeconds(75);

  @Test
  void everyGuaranteeHoldsWhateverIsKilledPausedOrRestarted() throws Exception {
    long seed = Long.getLong("offstage.seed", 1);
    Path directory = Path.of("target", "chaos", Long.toString(System.nanoTime()));

    Report report = Chaos.run(ChaosOptions.of(seed, TROUBLE, directory), System.out::println);

    System.out.println(report);
    assertThat(report.violations().stream().limit(20))
        .as("offstage.seed=%d, logs in %s", seed, directory)
        .isEmpty();
    assertThat(report.tasks()).isGreaterThan(500);
  }
}
