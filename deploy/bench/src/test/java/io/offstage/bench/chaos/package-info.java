/** Chaos, two minutes of it. */
@NullMarked
package io.offstage.bench.chaos;

import org.jspecify.annotations.NullMarked;
