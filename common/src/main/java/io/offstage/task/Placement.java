package io.offstage.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and when a task may run.
 *
 * @param pool the set of topics and workers that serve it
 * @param concurrencyKey tasks of one key share one limit and one partition
 * @param limits named limits it needs besides its key's
 * @param priority −100 to 100 within its key, higher first
 * @param runAt earliest start; absent: now
 * @param backpressure what happens when the key's limit is reached
 */
public record Placement(
    String pool,
    String concurrencyKey,
    List<String> limits,
    int priority,
    @Nullable Instant runAt,
    Backpressure backpressure) {

  public static final int LOWEST_PRIORITY = -100;
  public static final int HIGHEST_PRIORITY = 100;

  public Placement {
    limits = List.copyOf(limits);
  }

  /** In this pool under this key, at once, with everything else at its default. */
  public static Placement in(String pool, String concurrencyKey) {
    return new Placement(pool, concurrencyKey, List.of(), 0, null, Backpressure.QUEUE);
  }
}
