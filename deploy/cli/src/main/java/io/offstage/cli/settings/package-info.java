/**
 * The settings of a role, from the command line's side: the options that every role has, logging
 * set up from them, and the commands that check and list them.
 */
@NullMarked
package io.offstage.cli.settings;

import org.jspecify.annotations.NullMarked;
