/** Agents over the real engine, broker and Postgres. */
@NullMarked
package io.offstage.agent;

import org.jspecify.annotations.NullMarked;
