/**
 * Which calls run in the background, and what is said about them: where a call runs and which layer
 * decided each part of that, the {@code _background} argument, the texts that models read, and the
 * started records of children.
 *
 * <p>Pure functions and immutable values; any thread.
 */
@NullMarked
package io.offstage.agent.background;

import org.jspecify.annotations.NullMarked;
