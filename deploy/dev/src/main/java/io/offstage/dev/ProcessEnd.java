package io.offstage.dev;

import java.time.Duration;

/**
 * The end of processes that are not this JVM's children. Where nobody reaps orphans, as in many
 * containers, a dead one stays in the process table and {@link ProcessHandle} takes it for alive;
 * it has no command line any more, and that counts as gone here.
 */
final class ProcessEnd {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  private ProcessEnd() {}

  static boolean reached(ProcessHandle process) {
    return !process.isAlive() || process.info().commandLine().isEmpty();
  }

  /** False when it still runs after the deadline. */
  static boolean await(ProcessHandle process, Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!reached(process)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(INTERVAL);
    }
    return true;
  }
}
