/**
 * What happened to a task and to the tasks below it, in one stream: the changes of state that
 * snapshots tell of, and digests of what is in the output topics, in the order of time.
 *
 * <p>Reads the read model and, beside it, bounded stretches of the log. Every call belongs to the
 * thread that makes it, ends within seconds, and says when it had to leave something out.
 */
@NullMarked
package io.offstage.trace;

import org.jspecify.annotations.NullMarked;
