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
 * @param trace the trace it belongs to; all its attempts do
 */
public record Lineage(
    @Nullable ParentRef parent,
    @Nullable String redriveOf,
    @Nullable String continuationOf,
    List<String> hooks,
    @Nullable TraceContext trace) {

  /** Hooks of one task at most. */
  public static final int MOST_HOOKS = 64;

  public static final Lineage NONE = new Lineage(null, null, null, List.of(), null);

  public Lineage {
    hooks = List.copyOf(hooks);
  }

  public static Lineage childOf(ParentRef parent) {
    return childOf(parent, List.of());
  }

  public static Lineage childOf(ParentRef parent, List<String> hooks) {
    return new Lineage(parent, null, null, hooks, null);
  }

  public Lineage with(@Nullable TraceContext newTrace) {
    return new Lineage(parent, redriveOf, continuationOf, hooks, newTrace);
  }
}
