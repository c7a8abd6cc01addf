/**
 * Limits that are changed while everything runs: how the limits topic is followed.
 *
 * <p>The topic is small and compacted; whoever needs it reads it from the beginning, in no group,
 * and goes on reading. A {@link io.offstage.limit.LimitsTail} does so on a thread of its own and
 * hands out immutable values.
 */
@NullMarked
package io.offstage.limit;

import org.jspecify.annotations.NullMarked;
