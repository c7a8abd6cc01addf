/**
 * Server-sent events made of the tail: task streams (every task of a scope) and agent streams (one
 * run with the tasks it has started).
 *
 * <p>Each stream runs on its request's own virtual thread, which alone owns the stream's state:
 * what has been shown of each task, and what is held back until its turn. Holding is always
 * bounded, so a record that is lost delays a stream and never stops it. A client that goes away
 * ends its stream and cancels nothing.
 */
@NullMarked
package io.offstage.gateway.stream;

import org.jspecify.annotations.NullMarked;
