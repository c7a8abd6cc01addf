package io.offstage.worker.schedule;

import io.offstage.limit.PoolLimits;
import io.offstage.task.TaskStart;
import io.offstage.topic.ConcurrencyKeys;
import io.offstage.topic.LimitName.Kind;
import io.offstage.topic.LimitSetting;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The limits that hold now: those set at run time over those of the settings. Of several that are
 * set, a key's own goes before that of the task's tool, and that before that of its agent. Belongs
 * to its scheduler.
 */
final class Limits {

  private final StandingLimits standing;
  private PoolLimits set = PoolLimits.NONE;
  private Set<String> implied;
  private Set<String> names;

  Limits(StandingLimits standing) {
    this.standing = standing;
    this.implied = standing.named().keySet();
    this.names = withListed();
  }

  private Set<String> withListed() {
    Set<String> all = new TreeSet<>(implied);
    all.addAll(standing.listed().keySet());
    return all;
  }

  /** From now on this is what is set. */
  void become(PoolLimits now) {
    set = now;
    implied = new TreeSet<>(standing.named().keySet());
    now.set().keySet().stream()
        .filter(limit -> limit.kind() == Kind.LIMIT)
        .forEach(limit -> implied.add(limit.name()));
    names = withListed();
  }

  /** How many tasks of its key may run once this one does. A thread has one turn at a time. */
  int ofKey(TaskStart task) {
    String key = task.placement().concurrencyKey();
    Integer max =
        key.startsWith(ConcurrencyKeys.THREAD_PREFIX) ? null : first(task, LimitSetting::max);
    return max != null ? max : standing.keys().limitOf(key);
  }

  /** How many tasks of its key may wait for a turn, this one among them; null: any number. */
  @Nullable Integer maxQueued(TaskStart task) {
    Integer most = first(task, LimitSetting::maxQueued);
    return most != null ? most : standing.maxQueued();
  }

  /** How many tasks may run at once that need this named limit; null: any number. */
  @Nullable Integer named(String name) {
    LimitSetting setting = set.find(Kind.LIMIT, name);
    if (setting != null) {
      return setting.max();
    }
    Integer named = standing.named().get(name);
    return named != null ? named : standing.listed().get(name);
  }

  /** The names of all named limits. */
  Set<String> names() {
    return names;
  }

  /**
   * The named limits a task needs permits of, in the order in which all tasks ask for them: so no
   * two can wait for each other. Those it lists itself, and {@code global}, {@code agent:<id>} and
   * {@code tool:<name>} where they hold for all.
   */
  List<String> neededBy(TaskStart task) {
    if (names.isEmpty()) {
      return List.of();
    }
    TreeSet<String> needed = new TreeSet<>();
    needed.add("global");
    needed.add("agent:" + task.origin().agentId());
    needed.add("tool:" + task.call().toolName());
    needed.retainAll(implied);
    task.placement().limits().stream().filter(names::contains).forEach(needed::add);
    return List.copyOf(needed);
  }

  private @Nullable Integer first(
      TaskStart task, Function<LimitSetting, @Nullable Integer> number) {
    if (set.set().isEmpty()) {
      return null;
    }
    Integer found = number(Kind.KEY, task.placement().concurrencyKey(), number);
    if (found == null) {
      found = number(Kind.TOOL, task.call().toolName(), number);
    }
    return found != null ? found : number(Kind.AGENT, task.origin().agentId(), number);
  }

  private @Nullable Integer number(
      Kind kind, String name, Function<LimitSetting, @Nullable Integer> number) {
    LimitSetting setting = set.find(kind, name);
    return setting == null ? null : number.apply(setting);
  }
}
