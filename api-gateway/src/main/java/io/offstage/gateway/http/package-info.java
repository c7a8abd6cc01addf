/**
 * The HTTP surface: routes, what they accept, and how they answer.
 *
 * <p>Every request has a virtual thread of its own and may block. A handler validates everything
 * first, then reads, then produces: whatever fails before a record has been produced leaves nothing
 * behind, and only such failures are answered with 5xx. All errors are {@code
 * application/problem+json} with an {@code error} sentence. Reading is confined to what the
 * principal sees; the rest is 404.
 */
@NullMarked
package io.offstage.gateway.http;

import org.jspecify.annotations.NullMarked;
