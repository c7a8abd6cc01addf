package io.offstage.worker.tool;

import org.jspecify.annotations.Nullable;

/**
 * The code of a tool written in Java.
 *
 * @param <I> what its arguments are read as
 */
@FunctionalInterface
public interface ToolCode<I> {

  /**
   * Carries out one call, on a virtual thread of its own.
   *
   * @return the result, any value that Jackson can write; an {@link io.offstage.task.Outcome} is
   *     taken as it is
   * @throws NonRetryableException when trying again is pointless
   * @throws Exception any other failure; it may be tried again while retries are left
   */
  @Nullable Object run(I input, ToolContext context) throws Exception;
}
