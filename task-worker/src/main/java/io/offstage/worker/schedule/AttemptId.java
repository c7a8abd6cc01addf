package io.offstage.worker.schedule;

/**
 * Names one attempt on this worker, for ever.
 *
 * @param partition of the pool's topics
 * @param term of ownership of that partition by this worker, counted up at each gain
 * @param taskId the task
 * @param attempt the attempt's number
 */
public record AttemptId(int partition, long term, String taskId, int attempt) {}
