/**
 * Chaos: a fleet of role processes on an embedded broker and Postgres, a load that is never kind,
 * and disturbances that kill, pause and restart all of them, from one seed. Between rounds
 * everything is left alone until it rests, and {@link io.offstage.bench.history.History} says
 * whether every guarantee has held.
 *
 * <p>Three threads: one produces, one disturbs (and owns the fleet meanwhile), and the caller's
 * watches and owns the history. What others see reaches it through a queue.
 */
@NullMarked
package io.offstage.bench.chaos;

import org.jspecify.annotations.NullMarked;
