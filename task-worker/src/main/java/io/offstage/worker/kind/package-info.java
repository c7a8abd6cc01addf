/**
 * The kinds of tool that need no code, made ready to run: what a worker configured with them holds,
 * whether it may run them, and one place that makes them. Any thread.
 */
@NullMarked
package io.offstage.worker.kind;

import org.jspecify.annotations.NullMarked;
