/**
 * The materializer: folds the command and lifecycle topics of all pools into the rows of Postgres.
 *
 * <p>A Kafka Streams app without state of its own. Each stream thread owns one {@link
 * io.offstage.gateway.materialize.TableBatch}, to which its partitions add, and which is written in
 * one Postgres transaction together with the offsets it reaches: when it is large enough or old
 * enough, and always before Streams commits. Those offsets in Postgres are the truth; the group's
 * are a hint. Whoever takes a partition over reads what Postgres lacks by itself, so nothing is
 * skipped whatever was lost, and nothing counts twice. Postgres down: the stream threads wait.
 */
@NullMarked
package io.offstage.gateway.materialize;

import org.jspecify.annotations.NullMarked;
