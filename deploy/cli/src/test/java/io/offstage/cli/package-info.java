/**
 * The platform from outside: commands, processes, kills. {@link io.offstage.cli.Platform} is where
 * to start: it gives each test a platform of its own on the shared servers.
 */
@NullMarked
package io.offstage.cli;

import org.jspecify.annotations.NullMarked;
