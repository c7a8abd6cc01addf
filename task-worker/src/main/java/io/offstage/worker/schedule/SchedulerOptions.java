package io.offstage.worker.schedule;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduler works.
 *
 * @param pool the pool it serves
 * @param worker this worker's name, in every running snapshot
 * @param slots attempts at once on this worker
 * @param limits of the settings
 * @param knows whether this worker has code for a tool
 * @param unknownToolGrace how long a task of an unknown tool stays pending
 * @param remembered how many ended ids a partition remembers
 * @param orphans what becomes of children whose parent has ended
 * @param window how many tasks are kept whole
 * @param startWindow how many input records behind the last durable one may run before the log
 *     knows of them
 */
public record SchedulerOptions(
    String pool,
    String worker,
    int slots,
    StandingLimits limits,
    Predicate<String> knows,
    Duration unknownToolGrace,
    int remembered,
    Orphans orphans,
    Window window,
    int startWindow) {

  /** More than are under way at any time, and few beside a backlog. */
  public static final int START_WINDOW = 2_000;

  /** The tool that is given the end of a child whose parent has ended, or null. */
  @Nullable String injectTool() {
    return orphans.injectTool();
  }
}
