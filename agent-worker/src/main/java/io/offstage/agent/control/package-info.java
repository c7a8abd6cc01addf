/**
 * How a run looks at and acts on the background tasks of its agent in its thread: what {@code
 * bg_list}, {@code bg_check}, {@code bg_cancel}, {@code bg_wait} and docker-agent's {@code list_},
 * {@code view_} and {@code stop_background_agent} do.
 *
 * <p>A task is found in the read model, in what the run itself has started, and in what it has been
 * told of ends, whichever knows more. Nothing waits here: a call that has to is asked again when
 * its run is woken, and the run's result for it is written once like any other. On the run's own
 * thread.
 */
@NullMarked
package io.offstage.agent.control;

import org.jspecify.annotations.NullMarked;
