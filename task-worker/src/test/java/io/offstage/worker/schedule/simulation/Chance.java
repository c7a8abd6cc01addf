package io.offstage.worker.schedule.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** All chance of one history, from one seed. */
final class Chance {

  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int cases) {
    return random.nextInt(cases) == 0;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Whole tenths of a second, so that things fall together now and then. */
  Duration upTo(Duration longest) {
    return Duration.ofMillis(100 * random.nextLong(longest.toMillis() / 100 + 1));
  }
}
