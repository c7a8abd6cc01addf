/**
 * The input: the consumer of a pool's command topic, its membership of the group, and the
 * understanding of records.
 *
 * <p>One poll thread owns the consumer. It hands batches to the owner thread, tells it of
 * partitions gained and given away, and holds the group back until what must be done before that is
 * done. Records are understood here, on the poll thread; what happens because of them is decided by
 * the owner.
 */
@NullMarked
package io.offstage.worker.input;

import org.jspecify.annotations.NullMarked;
