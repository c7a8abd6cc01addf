package io.offstage.limit;

import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been set at run time for one pool.
 *
 * @param set by name; what is not here is as the settings say
 */
public record PoolLimits(Map<LimitName, LimitSetting> set) {

  /** Nothing is set. */
  public static final PoolLimits NONE = new PoolLimits(Map.of());

  public PoolLimits {
    set = Map.copyOf(set);
  }

  /** What is set for this name, or null. */
  public @Nullable LimitSetting find(LimitName.Kind kind, String name) {
    return set.isEmpty() || name.isBlank() ? null : set.get(new LimitName(kind, name));
  }
}
