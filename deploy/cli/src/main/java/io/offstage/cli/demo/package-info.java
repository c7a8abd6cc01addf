/**
 * {@code offstage demo}: the whole platform on free ports and in a temporary directory, one
 * conversation with the built-in example through the real gateway, told as it comes, and an exit.
 */
@NullMarked
package io.offstage.cli.demo;

import org.jspecify.annotations.NullMarked;
