package io.offstage.worker.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * A sparse index of the end of a lifecycle partition: how many bytes stand behind an offset, and
 * when it was written, each to within a step. Errs towards more bytes and an earlier time.
 */
final class LogMarks {

  /** What stood before an offset, and when it was written. */
  private record Mark(long offset, long bytesBefore, long writtenAt) {}

  private static final int PARTS = 64;

  private final long everyRecords;
  private final long everyBytes;
  private final long everyMillis;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();
  private long bytes;

  /** An index whose steps are small parts of these. */
  LogMarks(long records, long bytes, Duration time) {
    this.everyRecords = Math.max(1, records / PARTS);
    this.everyBytes = Math.max(1, bytes / PARTS);
    this.everyMillis = Math.max(1, time.toMillis() / PARTS);
  }

  /**
   * A record has been written behind all others.
   *
   * @param writtenAt the broker's time, in milliseconds since 1970
   */
  void add(long offset, long size, long writtenAt) {
    Mark last = marks.peekLast();
    if (last == null
        || offset - last.offset() >= everyRecords
        || bytes - last.bytesBefore() >= everyBytes
        || writtenAt - last.writtenAt() >= everyMillis) {
      marks.add(new Mark(offset, bytes, writtenAt));
    }
    bytes += size;
  }

  /** Forgets what is asked for offsets before this one alone. */
  void dropBefore(long offset) {
    while (second() <= offset) {
      marks.remove();
    }
  }

  /** Forgets the oldest until no more than this many bytes stand behind the first. */
  void dropBeyond(long most) {
    while (!marks.isEmpty() && bytes - marks.element().bytesBefore() > most) {
      marks.remove();
    }
  }

  private long second() {
    var all = marks.iterator();
    if (!all.hasNext()) {
      return Long.MAX_VALUE;
    }
    all.next();
    return all.hasNext() ? all.next().offset() : Long.MAX_VALUE;
  }

  /** The first offset that is known; {@code fallback} where none is. */
  long first(long fallback) {
    return marks.isEmpty() ? fallback : marks.element().offset();
  }

  /** Bytes from the first known offset to the end. */
  long bytes() {
    return marks.isEmpty() ? 0 : bytes - marks.element().bytesBefore();
  }

  /** When the first known offset was written, at the latest; {@code fallback} where none is. */
  Instant writtenAt(Instant fallback) {
    return marks.isEmpty() ? fallback : Instant.ofEpochMilli(marks.element().writtenAt());
  }
}
