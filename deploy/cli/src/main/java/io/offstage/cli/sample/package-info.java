/**
 * The built-in example: a supervisor with two tools and a sub-agent, made up throughout, that needs
 * no key and no network. What {@code demo} shows and {@code dev} runs when it is given no file.
 */
@NullMarked
package io.offstage.cli.sample;

import org.jspecify.annotations.NullMarked;
