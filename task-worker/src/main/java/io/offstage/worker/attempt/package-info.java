/**
 * Attempts: the code of tasks as it runs, on virtual threads, with a deadline, cancellation and
 * output.
 *
 * <p>The owner thread starts and interrupts attempts and never waits for one; an attempt tells its
 * owner what happened through an {@link io.offstage.worker.attempt.AttemptSink} and decides
 * nothing. Whatever the code throws has become an {@link io.offstage.task.Outcome} before it gets
 * there.
 */
@NullMarked
package io.offstage.worker.attempt;

import org.jspecify.annotations.NullMarked;
