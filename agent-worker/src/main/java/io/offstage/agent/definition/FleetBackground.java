package io.offstage.agent.definition;

import io.offstage.task.Backpressure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all agents unless a tool, an agent or a call says otherwise.
 *
 * @param enabled false: everything runs in the foreground
 * @param globalConcurrency permits of the named limit {@code global}; absent: no such limit
 * @param perAgentConcurrency permits of the named limit {@code agent:<id>}; absent: no such limit
 * @param backpressure when a limit is reached
 * @param timeout of one attempt
 * @param maxRetries of a tool's own failures
 * @param waitTimeout how long a plain stream waits for the next completion; absent: not at all
 */
public record FleetBackground(
    boolean enabled,
    @Nullable Integer globalConcurrency,
    @Nullable Integer perAgentConcurrency,
    Backpressure backpressure,
    Duration timeout,
    int maxRetries,
    @Nullable Duration waitTimeout) {

  public static final FleetBackground DEFAULT =
      new FleetBackground(true, null, null, Backpressure.QUEUE, Duration.ofMinutes(5), 0, null);
}
