/**
 * Commands that talk to a gateway over HTTP, through {@link io.offstage.client.OffstageClient}, and
 * know nothing of Kafka and Postgres.
 */
@NullMarked
package io.offstage.cli.remote;

import org.jspecify.annotations.NullMarked;
