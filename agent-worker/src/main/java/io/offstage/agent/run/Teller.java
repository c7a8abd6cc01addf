package io.offstage.agent.run;

import io.offstage.worker.attempt.Attempt;
import java.util.List;

/**
 * Writes chunks to the attempt's output and knows their numbers. What earlier attempts have flushed
 * is not written again. Not thread-safe.
 */
final class Teller {

  private final Attempt attempt;
  private long next;

  Teller(Attempt attempt) {
    this.attempt = attempt;
    this.next = attempt.task().output().nextSeq();
  }

  /** The number that the next chunk will bear. */
  long next() {
    return next;
  }

  /** Writes these now. */
  void tell(List<Chunk> chunks) throws InterruptedException {
    for (Chunk chunk : chunks) {
      attempt.output(chunk.json(), chunk.after());
      next++;
    }
  }

  /**
   * Writes those of these that have not been written.
   *
   * @param at the number of the first of them
   */
  void tellFrom(long at, List<Chunk> chunks) throws InterruptedException {
    int written = Math.clamp(next - at, 0, chunks.size());
    tell(chunks.subList(written, chunks.size()));
  }
}
