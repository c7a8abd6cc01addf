package io.offstage.task;

/**
 * Where a record stands in its topic.
 *
 * @param partition of a command topic or lifecycle topic of the task's pool
 * @param offset in that partition
 */
public record Position(int partition, long offset) {}
