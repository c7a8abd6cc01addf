/**
 * The shape of the code, held by tests: which module may know which, what the pure packages may
 * touch, what a package may be called. They stand in the module that sees all others.
 *
 * <p>{@link Rules} are written for any root package: {@code io.offstage} is what we ship, and
 * {@code fixture} below breaks each rule once, so that a rule which no longer bites is found.
 */
@NullMarked
package io.offstage.architecture;

import org.jspecify.annotations.NullMarked;
