package io.offstage.gateway.stream;

import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.OutputRecord;
import java.util.List;

/**
 * Which of a task's chunks have been shown. Chunks are numbered over the task's whole life; an
 * attempt that follows a dead one goes on from the number in the last snapshot, so what it writes
 * below the numbers already shown is passed over.
 */
final class OutputSeq {

  private static final long UNKNOWN = -1;

  private long next;

  private OutputSeq(long next) {
    this.next = next;
  }

  /** Nothing has been shown, and everything will come. */
  static OutputSeq fromTheBeginning() {
    return new OutputSeq(0);
  }

  /** The reader came when the task was running: whatever comes first is the first to show. */
  static OutputSeq fromWhatComes() {
    return new OutputSeq(UNKNOWN);
  }

  /** The chunks of a record that have not been shown. They count as shown now. */
  List<RawJson> take(OutputRecord output) {
    List<RawJson> chunks = output.chunks();
    long skip = next == UNKNOWN ? 0 : Math.max(0, next - output.seq());
    next = Math.max(next, output.seq() + chunks.size());
    return skip >= chunks.size() ? List.of() : chunks.subList((int) skip, chunks.size());
  }

  /** Whether everything that had been flushed before this snapshot has been shown. */
  boolean hasAllOf(Task snapshot) {
    return next >= snapshot.output().nextSeq();
  }

  /** Whether it is known what came before. */
  boolean isKnown() {
    return next != UNKNOWN;
  }

  /** The number of the next chunk. */
  long next() {
    return Math.max(0, next);
  }
}
