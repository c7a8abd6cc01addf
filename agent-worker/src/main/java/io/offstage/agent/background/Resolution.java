package io.offstage.agent.background;

import io.offstage.worker.tool.Disposition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a call runs, and which layer decided that.
 *
 * @param eligible whether it may run in the background at all
 * @param disposition where it runs
 * @param timeout of one attempt
 * @param maxRetries of the tool's own failures
 * @param waitTimeout how long a plain stream waits for the next completion; null: not at all
 */
public record Resolution(
    Decided<Boolean> eligible,
    Decided<Disposition> disposition,
    Decided<Duration> timeout,
    Decided<Integer> maxRetries,
    Decided<@Nullable Duration> waitTimeout) {

  /**
   * A value and why it is that one.
   *
   * @param because a clause for people, such as {@code "tools: all"}
   */
  public record Decided<T extends @Nullable Object>(T value, Layer layer, String because) {}
}
