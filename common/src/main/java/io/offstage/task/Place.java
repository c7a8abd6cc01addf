package io.offstage.task;

/**
 * Where a task can be reached: commands for it go to this pool's topic under this key.
 *
 * @param pool the pool it lives in
 * @param concurrencyKey the key that leads to its partition
 */
public record Place(String pool, String concurrencyKey) {}
