/**
 * Postgres: the schema {@code tasks} (a read model that can be rebuilt from the log) and the schema
 * {@code memory} (threads, messages and run steps: primary data). Rows and raw JSON in, rows and
 * raw JSON out: documents are stored as text, so no number is rounded and no key reordered.
 *
 * <p>Everything may be called on any thread and blocks for seconds at most; a Postgres that cannot
 * be reached or does not answer in time is {@link io.offstage.store.StoreUnavailable}. Every write
 * may be repeated: versions, offsets and write-once keys make the repetition change nothing.
 */
@NullMarked
package io.offstage.store;

import org.jspecify.annotations.NullMarked;
