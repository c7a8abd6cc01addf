package io.offstage.gateway.stream;

import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.OutputRecord;
import java.util.Arrays;
import java.util.List;

/**
 * Which of a task's chunks have been shown. Chunks are numbered over the task's whole life; an
 * attempt that follows a dead one goes on from the number in the last snapshot, and what the dead
 * one wrote from there on does not count. It has been shown and cannot be taken back: of the chunks
 * that follow in its place those that repeat it are passed over, up to the first that does not. Not
 * safe for several threads.
 */
final class OutputSeq {

  private static final long UNKNOWN = -1;

  /** How far back a repetition is known as one. */
  private static final int MOST_DIGESTS = 2_048;

  private int attempt;

  /** The number of the current attempt's first chunk. */
  private long attemptFrom;

  private long next;

  /** Whether all that came from the current attempt repeats what had been shown. */
  private boolean repeats;

  /** Of the last chunks that were shown; the last of them bears the number {@code shownTo - 1}. */
  private int[] digests = new int[0];

  private int kept;
  private long shownTo;

  private OutputSeq(long next) {
    this.next = next;
    this.shownTo = next;
  }

  /** Nothing has been shown, and everything will come. */
  static OutputSeq fromTheBeginning() {
    return new OutputSeq(0);
  }

  /** The reader came when the task was running: whatever comes first is the first to show. */
  static OutputSeq fromWhatComes() {
    return new OutputSeq(UNKNOWN);
  }

  /** The task runs again: what attempts before this one wrote behind its mark does not count. */
  void goesOn(Task snapshot) {
    goesOn(snapshot.attempts().attempt(), snapshot.output().nextSeq());
  }

  private void goesOn(int by, long from) {
    if (by > attempt) {
      attempt = by;
      attemptFrom = from;
      repeats = from < next;
      next = Math.min(next, from);
    }
  }

  /** The chunks of a record that have not been shown. They count as shown now. */
  List<RawJson> take(OutputRecord output) {
    long first = output.seq();
    next = isKnown() ? next : first;
    goesOn(output.attempt(), first);
    List<RawJson> chunks = output.chunks();
    if (output.attempt() < attempt) {
      chunks = chunks.subList(0, Math.clamp(attemptFrom - first, 0, chunks.size()));
    }
    int from = 0;
    while (from < chunks.size()
        && (first + from < next || isRepetition(first + from, chunks.get(from)))) {
      from++;
    }
    next = Math.max(next, first + chunks.size());
    List<RawJson> shown = chunks.subList(from, chunks.size());
    if (!shown.isEmpty()) {
      repeats = false;
      remember(first + from, shown);
    }
    return shown;
  }

  private boolean isRepetition(long number, RawJson chunk) {
    long index = number - (shownTo - kept);
    return repeats && index >= 0 && index < kept && digests[(int) index] == digest(chunk);
  }

  private void remember(long number, List<RawJson> chunks) {
    kept = number > shownTo ? 0 : (int) Math.max(0, kept - (shownTo - number));
    for (RawJson chunk : chunks) {
      if (kept == MOST_DIGESTS) {
        kept = MOST_DIGESTS / 2;
        System.arraycopy(digests, MOST_DIGESTS - kept, digests, 0, kept);
      }
      if (kept == digests.length) {
        digests = Arrays.copyOf(digests, Math.max(16, 2 * kept));
      }
      digests[kept++] = digest(chunk);
    }
    shownTo = number + chunks.size();
  }

  private static int digest(RawJson chunk) {
    return chunk.text().hashCode();
  }

  /** Whether everything that had been flushed before this snapshot has been shown. */
  boolean hasAllOf(Task snapshot) {
    return next >= snapshot.output().nextSeq();
  }

  /** Whether it is known what came before. */
  boolean isKnown() {
    return next != UNKNOWN;
  }
}
