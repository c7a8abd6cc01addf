/**
 * Attempts: the code of tasks as it runs, on virtual threads, with cancellation and output.
 *
 * <p>The owner thread starts and interrupts attempts and never waits for one; an attempt tells its
 * owner what happened through an {@link io.offstage.worker.attempt.AttemptSink} and decides
 * nothing. Whatever the code throws or returns has become an {@link io.offstage.task.Outcome} that
 * fits into a snapshot before it gets there. Output is written outside transactions, but leaves
 * only once the attempt's running event is durable; what the broker has acknowledged is told with
 * each step and with the end.
 */
@NullMarked
package io.offstage.worker.attempt;

import org.jspecify.annotations.NullMarked;
