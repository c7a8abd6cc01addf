/**
 * The settings of every role, parsed once at start and immutable afterwards (safe on any thread).
 *
 * <p>Layers, later ones win: built-in default, one YAML file, {@code OFFSTAGE_…} environment
 * variables, flags. Each feature is one record whose {@code read} method is the only place where
 * its keys, types, ranges, defaults and descriptions stand; {@link
 * io.offstage.settings.Settings#reference} runs the same code over no input. All problems are
 * collected and thrown together; each names the file and line, variable or flag, and the key. A
 * value that is or may be a secret appears in no message and in no {@code toString}.
 */
@NullMarked
package io.offstage.settings;

import org.jspecify.annotations.NullMarked;
