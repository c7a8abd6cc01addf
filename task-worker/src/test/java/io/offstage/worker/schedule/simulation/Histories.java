package io.offstage.worker.schedule.simulation;

import org.jspecify.annotations.Nullable;

/** Plays histories by seed. */
final class Histories {

  private Histories() {}

  /** What a history breaks, or null. */
  static @Nullable BrokenInvariant broken(long seed, Mutant mutant) {
    return play(seed, mutant, new History(false));
  }

  /** A history as a text to read. */
  static String tell(long seed, Mutant mutant) {
    History history = new History(true);
    BrokenInvariant broken = play(seed, mutant, history);
    return "seed %d%n%s%n%s%nAgain: -Dtest=SimulationTest -Doffstage.seed=%d"
        .formatted(seed, history, broken == null ? "Nothing broke." : broken.getMessage(), seed);
  }

  private static @Nullable BrokenInvariant play(long seed, Mutant mutant, History history) {
    try {
      new Simulation(seed, mutant, history).run();
      return null;
    } catch (BrokenInvariant broken) {
      return broken;
    }
  }
}
