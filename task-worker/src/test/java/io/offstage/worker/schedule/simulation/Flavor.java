package io.offstage.worker.schedule.simulation;

import java.util.List;

/**
 * What a history is about.
 *
 * @param partitions of the topics
 * @param workers at once
 * @param slots of each worker
 * @param commitLatency 1 or more: how rarely a transaction gets on
 * @param remembered ended ids that a partition remembers; few only where nothing comes twice but by
 *     rewinding
 * @param duplicates whether starts come twice
 * @param misroutes whether starts come to the wrong partition
 * @param children whether tasks start tasks
 * @param injects whether ends of orphans are injected
 * @param encodes whether every record is encoded and read back
 */
record Flavor(
    int partitions,
    int workers,
    int slots,
    int commitLatency,
    int remembered,
    boolean duplicates,
    boolean misroutes,
    boolean children,
    boolean injects,
    boolean encodes) {

  private static final int ALL = 1_000;
  private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4");

  List<String> keys() {
    return KEYS;
  }

  /** Whether the ids of all tasks that ended are known. */
  boolean remembersAll() {
    return remembered == ALL;
  }

  /** How many tasks of a key may run at once. */
  int limitOf(String key) {
    return 1 + (key.charAt(1) - '0') % 3;
  }

  static Flavor pick(Chance chance) {
    int partitions = 1 + chance.below(3);
    int workers = 1 + chance.below(3);
    int slots = 1 + chance.below(4);
    int latency = 1 + chance.below(4);
    return chance.oneIn(6)
        ? new Flavor(
            partitions, workers, slots, latency, chance.below(2), false, false, false, false, false)
        : new Flavor(
            partitions,
            workers,
            slots,
            latency,
            ALL,
            chance.oneIn(2),
            chance.oneIn(2),
            !chance.oneIn(3),
            chance.oneIn(2),
            chance.oneIn(20));
  }
}
