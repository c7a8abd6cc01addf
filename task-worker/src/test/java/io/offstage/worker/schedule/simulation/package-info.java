/**
 * The engine's core in simulation: several real schedulers over a broker that is a few lists.
 *
 * <p>A seed decides everything: what is produced, who reads when, how long commits take, what fails
 * and when. {@link io.offstage.worker.schedule.simulation.Simulation} plays one history, then lets
 * everything come to rest; each {@link io.offstage.worker.schedule.simulation.Invariant} watches
 * what becomes visible and says what it must not see. The same seed gives the same history, so a
 * failure prints its seed and is played again to be read. {@link
 * io.offstage.worker.schedule.simulation.Mutant}s break one rule each, to show that it would be
 * noticed.
 */
@NullMarked
package io.offstage.worker.schedule.simulation;

import org.jspecify.annotations.NullMarked;
