/**
 * What every command shares at the terminal: where data and talk go, colours, tables, exit codes,
 * failures that are one sentence, and signals. Knows nothing of tasks.
 */
@NullMarked
package io.offstage.cli.console;

import org.jspecify.annotations.NullMarked;
