/**
 * What agents remember: messages in the format of the conversations' other readers (format 2), how
 * they become what a model sees, and a store that waits for Postgres.
 *
 * <p>A message is written once, with the step that said it; only the result of a tool call changes
 * in place, from nothing to an acknowledgement to the result, and never back. Pure functions on any
 * thread, except {@link io.offstage.agent.memory.PatientStore}, which blocks the run's own.
 */
@NullMarked
package io.offstage.agent.memory;

import org.jspecify.annotations.NullMarked;
