/**
 * What runs until it is stopped: each role in a process of its own, the embedded servers, and all
 * of it in one process for development. A role that is ready says so in one line on standard
 * output; its log goes to standard error.
 *
 * <p>SIGTERM lets a role drain and then exits with 0, as a rolling deployment wants it; development
 * commands exit with the signal's code.
 */
@NullMarked
package io.offstage.cli.role;

import org.jspecify.annotations.NullMarked;
