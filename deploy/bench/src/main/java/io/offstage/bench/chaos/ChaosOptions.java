package io.offstage.bench.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A chaos run.
 *
 * @param seed of everything that is chosen
 * @param trouble how long each round is disturbed
 * @param rounds how many there are, each followed by rest
 * @param patience how long nothing may happen in a rest until what is missing counts as broken
 * @param brokers of the cluster; of three or more one is away at a time
 * @param workers task worker processes
 * @param tasksPerSecond what is asked of them
 * @param directory of data and logs, made if it is not there
 */
public record ChaosOptions(
    long seed,
    Duration trouble,
    int rounds,
    Duration patience,
    int brokers,
    int workers,
    int tasksPerSecond,
    Path directory) {

  /** One round with three workers. */
  public static ChaosOptions of(long seed, Duration trouble, Path directory) {
    return new ChaosOptions(seed, trouble, 1, Duration.ofSeconds(60), 1, 3, 20, directory);
  }

  ChaosOptions withRounds(int more) {
    return new ChaosOptions(
        seed, trouble, more, patience, brokers, workers, tasksPerSecond, directory);
  }

  ChaosOptions withWorkers(int processes) {
    return new ChaosOptions(
        seed, trouble, rounds, patience, brokers, processes, tasksPerSecond, directory);
  }

  ChaosOptions withPatience(Duration longest) {
    return new ChaosOptions(
        seed, trouble, rounds, longest, brokers, workers, tasksPerSecond, directory);
  }

  ChaosOptions withTasksPerSecond(int rate) {
    return new ChaosOptions(seed, trouble, rounds, patience, brokers, workers, rate, directory);
  }

  ChaosOptions withBrokers(int count) {
    return new ChaosOptions(
        seed, trouble, rounds, patience, count, workers, tasksPerSecond, directory);
  }
}
