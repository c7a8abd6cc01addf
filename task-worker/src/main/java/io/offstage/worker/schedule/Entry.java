package io.offstage.worker.schedule;

import java.util.List;

/**
 * What one message leads to in one partition: it becomes visible together or not at all.
 *
 * @param partition whose owner decided it
 * @param term of ownership it was decided in
 * @param consumed offset of the input record that caused it, whose consumption is part of it; −1
 *     where none did
 * @param writes the records, in order
 */
public record Entry(int partition, long term, long consumed, List<Write> writes) {

  public static final long NOTHING_CONSUMED = -1;
}
