/**
 * Programs that tools start on this machine.
 *
 * <p>A program gets a scrubbed environment: nothing of this process's but the little that programs
 * cannot do without, so no key of ours reaches it. It is no sandbox: it may read, write and connect
 * as the user it runs under. What ends with it is everything it has started: a mark in the
 * environment finds even those whose parents are gone. Pipes are read on platform threads, because
 * reading one would hold a carrier of virtual threads.
 */
@NullMarked
package io.offstage.worker.process;

import org.jspecify.annotations.NullMarked;
