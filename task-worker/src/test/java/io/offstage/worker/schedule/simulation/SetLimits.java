package io.offstage.worker.schedule.simulation;

import io.offstage.limit.PoolLimits;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.worker.schedule.TaskStarts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits topic: what somebody sets while everything runs. Workers learn of it in their time.
 */
final class SetLimits {

  private final Chance chance;
  private final List<String> keys;
  private PoolLimits current = PoolLimits.NONE;

  SetLimits(Chance chance, List<String> keys) {
    this.chance = chance;
    this.keys = keys;
  }

  PoolLimits current() {
    return current;
  }

  /** Somebody sets or unsets the limit of a key. */
  void change() {
    Map<LimitName, LimitSetting> set = new HashMap<>(current.set());
    LimitName name = new LimitName(LimitName.Kind.KEY, chance.pick(keys));
    if (chance.oneIn(4)) {
      set.remove(name);
    } else {
      set.put(
          name,
          new LimitSetting(
              1 + chance.below(3),
              chance.oneIn(2) ? chance.below(4) : null,
              TaskStarts.EPOCH,
              null));
    }
    current = new PoolLimits(set);
  }

  /** How many tasks of a key may run, as far as these say so. */
  static int max(PoolLimits limits, String key, int otherwise) {
    LimitSetting setting = limits.find(LimitName.Kind.KEY, key);
    return setting == null ? otherwise : setting.max();
  }

  /** How many tasks of a key may wait; null: any number. */
  static @Nullable Integer maxQueued(PoolLimits limits, String key) {
    LimitSetting setting = limits.find(LimitName.Kind.KEY, key);
    return setting == null ? null : setting.maxQueued();
  }
}
