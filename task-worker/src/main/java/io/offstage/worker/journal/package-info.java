/**
 * The journal: how decisions become durable and visible, and how a new owner of a partition learns
 * what stands there.
 *
 * <p>One thread commits. Everything the owner thread has handed over while the last transaction
 * committed goes into the next, with the offsets of the input records that caused it: a state
 * change, the consumption of its cause and everything it causes happen together or not at all. Two
 * producers take turns, since one that has just committed is told to wait while its markers are
 * written.
 *
 * <p>Every transaction that writes lifecycle partition p carries an offset of input partition p, so
 * the broker refuses it once p has another owner; and a new owner reads lifecycle p up to its high
 * watermark before it writes. The offset's metadata carries the floor: recovery reads from there.
 */
@NullMarked
package io.offstage.worker.journal;

import org.jspecify.annotations.NullMarked;
