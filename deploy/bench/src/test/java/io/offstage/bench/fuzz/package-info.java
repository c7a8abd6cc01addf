/** What no record may do: end anything but itself. */
@NullMarked
package io.offstage.bench.fuzz;

import org.jspecify.annotations.NullMarked;
