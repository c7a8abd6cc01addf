/**
 * The Java client of the gateway: {@link io.offstage.client.OffstageClient} enqueues, reads,
 * commands and streams over HTTP. Task snapshots and chunks come typed as far as programs need
 * them, with the gateway's own JSON beside.
 *
 * <p>Any thread. Every call has a deadline; an interrupt ends it with {@link
 * io.offstage.client.OffstageException} and leaves the thread interrupted. A stream belongs to the
 * thread that iterates it and may be closed from any.
 */
@NullMarked
package io.offstage.client;

import org.jspecify.annotations.NullMarked;
