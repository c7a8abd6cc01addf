/**
 * The deterministic core of the engine: which task starts when, and what every message leads to.
 *
 * <p>{@link io.offstage.worker.schedule.Scheduler} takes one {@link
 * io.offstage.worker.schedule.Message} at a time and answers with {@link
 * io.offstage.worker.schedule.Effects}: events to journal, attempts to start and to interrupt. It
 * is not thread-safe: one owner thread calls it. It knows no Kafka client, no clock and no thread;
 * time is an argument; the same messages give the same effects. All state of a task changes through
 * {@link io.offstage.task.TaskRules} and {@link io.offstage.task.Task#evolve}.
 *
 * <p>Kafka gives each partition to one worker, so what is counted here per key is exact across the
 * fleet.
 */
@NullMarked
package io.offstage.worker.schedule;

import org.jspecify.annotations.NullMarked;
