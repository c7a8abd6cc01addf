/**
 * The task worker: {@link io.offstage.worker.TaskWorker} wires a pool's consumer, owner thread,
 * journal and attempts together.
 *
 * <p>The way of a task: {@code input} (poll thread) → {@link io.offstage.worker.Owner} (owner
 * thread, deciding through {@code schedule}) → {@code journal} (its thread) and {@code attempt}
 * (virtual threads) → back to the owner. Immutable messages travel between them; all scheduling
 * state belongs to the owner thread.
 */
@NullMarked
package io.offstage.worker;

import org.jspecify.annotations.NullMarked;
