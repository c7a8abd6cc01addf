package io.offstage.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a task comes from and what its end sets off.
 *
 * @param parent told when it ends
 * @param redriveOf the ended task that this one repeats
 * @param continuationOf the ended run that this one goes on from
 * @param hooks registered hooks to start when it ends, as {@link HookRef} reads them
 */
public record Lineage(
    @Nullable ParentRef parent,
    @Nullable String redriveOf,
    @Nullable String continuationOf,
    List<String> hooks) {

  /** Hooks of one task at most. */
  public static final int MOST_HOOKS = 64;

  public static final Lineage NONE = new Lineage(null, null, null, List.of());

  public Lineage {
    hooks = List.copyOf(hooks);
  }

  public static Lineage childOf(ParentRef parent) {
    return childOf(parent, List.of());
  }

  public static Lineage childOf(ParentRef parent, List<String> hooks) {
    return new Lineage(parent, null, null, hooks);
  }
}
