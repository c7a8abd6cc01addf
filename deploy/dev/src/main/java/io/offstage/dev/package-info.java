/**
 * A real Kafka broker and a real Postgres for one machine, each in a JVM of its own, so that either
 * can be stopped, killed and started again while the other serves.
 *
 * <p>{@link io.offstage.dev.DevInfra} spawns them and needs nothing but the JDK; {@link
 * io.offstage.dev.InfraMain} hosts one of them and needs the server jars. They speak over the
 * child's standard streams: one line of JSON says where it serves or why it does not, and the end
 * of its input tells it to stop, so it never outlives its parent.
 *
 * <p>{@link io.offstage.dev.JvmCommand} starts any other program in a JVM of its own, to be killed.
 *
 * <p>Everything listens on loopback only, and everything written survives {@code kill -9}.
 */
@NullMarked
package io.offstage.dev;

import org.jspecify.annotations.NullMarked;
