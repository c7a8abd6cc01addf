/**
 * The command line of everything: roles, operations, client commands, development, demo.
 *
 * <p>Standard output is data, standard error is talk. Exit codes: 0 done, 1 failed, 2 wrong usage,
 * 124 timed out, 130 and 143 stopped by a signal. Whatever changes data plans unless it is given
 * {@code --execute}. A failure is one sentence; {@code --debug} shows where it came from.
 */
@NullMarked
package io.offstage.cli;

import org.jspecify.annotations.NullMarked;
