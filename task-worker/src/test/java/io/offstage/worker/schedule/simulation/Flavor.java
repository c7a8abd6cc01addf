package io.offstage.worker.schedule.simulation;

import io.offstage.task.Task;
import io.offstage.worker.schedule.SchedulerOptions;
import io.offstage.worker.schedule.Window;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

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
 * @param named limits of the whole pool
 * @param changes whether an operator changes them
 * @param encodes whether every record is encoded and read back
 * @param window how many tasks are kept whole
 * @param startWindow how many input records behind the last durable one may run early
 * @param maxScan records that a recovery may read in any case
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
    Map<String, Integer> named,
    boolean changes,
    boolean encodes,
    Window window,
    int startWindow,
    int maxScan) {

  private static final int ALL = 1_000;

  private static final String AT_TIMES = "c";

  /** Named limits that tasks say they need. */
  static final List<String> ASKED = List.of("a", "b", AT_TIMES);

  private static final List<String> NAMES = List.of("a", "b", "global", "tool:" + Script.PLAIN);
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
    boolean tiny = chance.oneIn(2);
    int perKey = 1 + chance.below(3);
    int perPartition = 1 + chance.below(6);
    Window window = tiny ? new Window(perKey, perPartition, 2 * perPartition) : Window.DEFAULT;
    int startWindow = chance.oneIn(2) ? 1 + chance.below(4) : SchedulerOptions.START_WINDOW;
    int maxScan = tiny ? 4 + chance.below(12) : 1_000;
    return chance.oneIn(6)
        ? new Flavor(
            partitions,
            workers,
            slots,
            latency,
            chance.below(2),
            false,
            false,
            false,
            false,
            named(chance),
            false,
            false,
            window,
            startWindow,
            maxScan)
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
            named(chance),
            chance.oneIn(3),
            chance.oneIn(20),
            window,
            startWindow,
            maxScan);
  }

  private static Map<String, Integer> named(Chance chance) {
    Map<String, Integer> permits = new TreeMap<>();
    if (!chance.oneIn(3)) {
      for (String name : NAMES) {
        if (chance.oneIn(3)) {
          permits.put(name, 1 + chance.below(3));
        }
      }
    }
    return permits;
  }

  /** The same limits or lower ones, and at times one that there is not otherwise. */
  Map<String, Integer> changed(Chance chance) {
    Map<String, Integer> permits = new TreeMap<>();
    named.forEach((name, most) -> permits.put(name, 1 + chance.below(most)));
    if (chance.oneIn(2)) {
      permits.putIfAbsent(AT_TIMES, 1 + chance.below(3));
    }
    return permits;
  }

  /** Named limits that a task of this tool needs, whatever it says itself. */
  static List<String> limitsOf(Task task) {
    return Stream.of(
            task.start().placement().limits().stream(),
            Stream.of("global", "tool:" + task.start().call().toolName()))
        .flatMap(Function.identity())
        .distinct()
        .toList();
  }

  /** Whether this limit is set, or an operator may set it. */
  boolean mayBeSet(String limit) {
    return named.containsKey(limit) || (changes && limit.equals(AT_TIMES));
  }

  /** How many tasks that need this limit may ever run at once. */
  int mostOf(String limit) {
    return named.getOrDefault(limit, Integer.MAX_VALUE);
  }
}
