/**
 * The loop of an agent run, as an attempt at a task of pool {@code agents}.
 *
 * <p>A run is its log: {@link io.offstage.agent.run.Entry entries} that are each written once, by
 * number, together with the messages they add to memory. Whatever happens next, and every chunk of
 * the run's stream, follows from the entries alone, so an attempt that takes over folds the log,
 * tells the chunks that were not yet flushed, and goes on; when two attempts overlap, the entry
 * that stands wins. One virtual thread owns a run's state; inline calls run on others and report to
 * it.
 */
@NullMarked
package io.offstage.agent.run;

import org.jspecify.annotations.NullMarked;
