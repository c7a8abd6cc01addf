/** Runs under a simulated engine: crashes at every boundary, real Postgres. */
@NullMarked
package io.offstage.agent.run;

import org.jspecify.annotations.NullMarked;
