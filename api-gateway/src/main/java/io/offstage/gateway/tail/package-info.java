/**
 * The shared tail: one consumer per process reads the lifecycle and output topics of all pools and
 * fans out in memory to whoever has subscribed.
 *
 * <p>One thread polls and dispatches. It holds the running tasks and the positions it has read;
 * both, and the index of subscriptions, are guarded by the {@link io.offstage.gateway.tail.Tail}'s
 * monitor, so that a new subscriber gets the running tasks and everything after them: nothing is
 * missed and nothing comes twice. What a subscription holds is filtered by headers; bodies are
 * parsed by readers, once. A reader that does not keep up loses its subscription and delays nobody.
 */
@NullMarked
package io.offstage.gateway.tail;

import org.jspecify.annotations.NullMarked;
