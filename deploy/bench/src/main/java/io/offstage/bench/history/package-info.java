/**
 * The history checker: what was really seen, of topics, tables and streams, against what is
 * guaranteed.
 *
 * <p>What is seen arrives as a {@link io.offstage.bench.history.Fact}, in the order of its source;
 * sources are in no order among each other. Each {@link io.offstage.bench.history.Guarantee} is an
 * object that keeps what it needs of live tasks, and a few words of ended ones. It tells at once
 * what can never be made good, and at rest, when nothing runs and all sources are read to their
 * ends, what is still missing. One thread.
 */
@NullMarked
package io.offstage.bench.history;

import org.jspecify.annotations.NullMarked;
