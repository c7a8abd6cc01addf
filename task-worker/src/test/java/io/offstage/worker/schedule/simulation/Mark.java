package io.offstage.worker.schedule.simulation;

import org.jspecify.annotations.Nullable;

/**
 * The committed offset of an input partition.
 *
 * @param next offset to read next
 * @param floor from its metadata; absent where somebody else has set the offset
 */
record Mark(long next, @Nullable Long floor) {}
