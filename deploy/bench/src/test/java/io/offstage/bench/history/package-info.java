/** The history checker, given histories that were forged so that one guarantee does not hold. */
@NullMarked
package io.offstage.bench.history;

import org.jspecify.annotations.NullMarked;
