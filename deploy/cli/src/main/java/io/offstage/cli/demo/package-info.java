/**
 * {@code offstage demo}: the whole platform on free ports and in a temporary directory, one
 * conversation with the built-in example through the real gateway, told as it comes, and an exit.
 * Other commands tell streams in the same way.
 */
@NullMarked
package io.offstage.cli.demo;

import org.jspecify.annotations.NullMarked;
