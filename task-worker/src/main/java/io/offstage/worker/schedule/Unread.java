package io.offstage.worker.schedule;

/**
 * The input records of a partition that nobody had consumed when it was taken over.
 *
 * @param from the offset of the first
 * @param end the offset after the last: the high watermark at that time
 */
public record Unread(long from, long end) {}
