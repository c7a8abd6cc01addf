/**
 * Collections of primitives in which a million tasks take some tens of megabytes.
 *
 * <p>Tasks go by slots: small numbers, given again when free. Arrays are pages, so that growing
 * copies nothing and wastes no more than a page. Nothing here is safe for several threads, knows
 * what a task is, or shrinks.
 */
@NullMarked
package io.offstage.worker.compact;

import org.jspecify.annotations.NullMarked;
