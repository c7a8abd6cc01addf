package io.offstage.task;

/**
 * The task that is told when this one ends.
 *
 * @param taskId the parent
 * @param pool the pool it lives in
 * @param concurrencyKey the key that leads to its partition
 */
public record ParentRef(String taskId, String pool, String concurrencyKey) {}
