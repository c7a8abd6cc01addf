package io.offstage.worker.schedule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the settings: what holds where nothing has been set at run time.
 *
 * @param keys how many tasks of a key may run at once
 * @param maxQueued how many tasks of a key may wait for a turn; null: any number
 * @param named how many tasks may run at once that need a named limit, by its name
 */
public record StandingLimits(
    KeyLimits keys, @Nullable Integer maxQueued, Map<String, Integer> named) {

  public StandingLimits {
    named = Map.copyOf(named);
  }

  /** So many of every key, and nothing else. */
  public static StandingLimits perKey(KeyLimits keys) {
    return new StandingLimits(keys, null, Map.of());
  }
}
