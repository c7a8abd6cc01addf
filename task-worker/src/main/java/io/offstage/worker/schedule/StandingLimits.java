package io.offstage.worker.schedule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the settings: what holds where nothing has been set at run time.
 *
 * @param keys how many tasks of a key may run at once
 * @param maxQueued how many tasks of a key may wait for a turn; null: any number
 * @param named how many tasks may run at once that need a named limit, by its name
 * @param listed the same for limits that only those tasks need which list them
 */
public record StandingLimits(
    KeyLimits keys,
    @Nullable Integer maxQueued,
    Map<String, Integer> named,
    Map<String, Integer> listed) {

  public StandingLimits {
    named = Map.copyOf(named);
    listed = Map.copyOf(listed);
  }

  /** Without limits that must be listed. */
  public StandingLimits(KeyLimits keys, @Nullable Integer maxQueued, Map<String, Integer> named) {
    this(keys, maxQueued, named, Map.of());
  }

  /** So many of every key, and nothing else. */
  public static StandingLimits perKey(KeyLimits keys) {
    return new StandingLimits(keys, null, Map.of());
  }
}
