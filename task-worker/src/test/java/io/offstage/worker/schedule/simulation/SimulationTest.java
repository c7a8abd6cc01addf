package io.offstage.worker.schedule.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Plays many histories. {@code -Doffstage.seed=N} plays one and prints it; {@code
 * -Doffstage.histories=N} says how many, {@code -Doffstage.firstSeed=N} where they begin.
 */
class SimulationTest {

  private static final long HISTORIES = 10_000;

  @Test
  void noHistoryBreaksAnInvariant() {
    Long only = Long.getLong("offstage.seed");
    if (only != null) {
      System.out.println(Histories.tell(only, new Mutant()));
    }
    long first = only != null ? only : Long.getLong("offstage.firstSeed", 1);
    long count = only != null ? 1 : Long.getLong("offstage.histories", HISTORIES);

    long begun = System.nanoTime();
    List<Long> failing =
        LongStream.range(first, first + count)
            .parallel()
            .filter(seed -> Histories.broken(seed, new Mutant()) != null)
            .boxed()
            .toList();
    System.out.printf("%,d histories in %.1f s%n", count, (System.nanoTime() - begun) / 1e9);

    assertThat(failing)
        .as(() -> failing.isEmpty() ? "" : Histories.tell(failing.getFirst(), new Mutant()))
        .isEmpty();
  }

  @Test
  void sameSeedGivesTheSameHistory() {
    assertThat(Histories.tell(42, new Mutant())).isEqualTo(Histories.tell(42, new Mutant()));
  }
}
