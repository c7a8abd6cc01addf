/**
 * Records that nobody should write: every field of every command, missing, twice, of another type,
 * too large, too deep or out of range, and bytes that are no JSON. A seed gives a sequence.
 */
@NullMarked
package io.offstage.bench.fuzz;

import org.jspecify.annotations.NullMarked;
