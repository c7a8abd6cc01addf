/**
 * The read side's two roles; each class starts one and is the place where it is wired.
 *
 * <p>Neither holds state of its own: everything is in the log or in Postgres, so any number of
 * gateways and materializers run side by side and each can be replaced at any time.
 */
@NullMarked
package io.offstage.gateway;

import org.jspecify.annotations.NullMarked;
