/**
 * Tools of MCP servers, by the official SDK.
 *
 * <p>One connection per configured server serves all calls; it is made when first needed, made anew
 * after the server has died, closed when nobody has used it for a while, and their number is
 * bounded. Calls block virtual threads; the SDK's own threads only pass messages on. Progress
 * notifications become output, an interrupt sends a cancellation, and what servers say of their
 * tools is kept and refreshed when they say that it has changed.
 */
@NullMarked
package io.offstage.worker.mcp;

import org.jspecify.annotations.NullMarked;
