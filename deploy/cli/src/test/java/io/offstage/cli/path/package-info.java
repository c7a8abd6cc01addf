/**
 * The whole path: a client's request through a gateway, Kafka, workers and Postgres, and back over
 * HTTP, on a real broker and a real Postgres.
 *
 * <p>{@link io.offstage.cli.path.Stage} runs roles in this process, {@link
 * io.offstage.cli.RoleProcess} in one of their own, to be killed. Models and tools are servers of
 * the test's that hold their answers until the test lets them go, so that every disturbance happens
 * at a known moment.
 */
@NullMarked
package io.offstage.cli.path;

import org.jspecify.annotations.NullMarked;
