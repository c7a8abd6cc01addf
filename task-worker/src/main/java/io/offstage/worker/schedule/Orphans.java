package io.offstage.worker.schedule;

import io.offstage.task.TaskStart;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the end of a child whose parent has ended, or has handed it over.
 *
 * @param heirs tasks that, from their first attempt to their end, are told of it instead, where
 *     their key is the parent's; and that take over, when they begin, what others of these wait for
 *     between turns
 * @param injectTool the tool that is given it where there is no heir; null where it is dropped
 */
public record Orphans(Predicate<TaskStart> heirs, @Nullable String injectTool) {

  /** It is dropped. */
  public static final Orphans DROPPED = new Orphans(_ -> false, null);

  /** It is given to a tool. */
  public static Orphans into(String injectTool) {
    return new Orphans(_ -> false, injectTool);
  }
}
