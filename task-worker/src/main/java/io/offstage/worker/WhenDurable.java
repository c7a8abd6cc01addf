package io.offstage.worker;

import io.offstage.worker.schedule.AttemptId;
import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the owner does once an entry is durable, in the order of the entries. Belongs to the owner
 * thread.
 */
final class WhenDurable {

  /**
   * One thing to do.
   *
   * @param sequence of the entry
   * @param cause the attempt it is about
   * @param starts whether it starts that attempt
   */
  private record Later(long sequence, AttemptId cause, boolean starts, Runnable action) {}

  private final ArrayDeque<Later> waiting = new ArrayDeque<>();

  void then(long sequence, AttemptId cause, Runnable action) {
    waiting.add(new Later(sequence, cause, false, action));
  }

  void thenStart(long sequence, AttemptId cause, Runnable start) {
    waiting.add(new Later(sequence, cause, true, start));
  }

  /** Takes back the start of an attempt. */
  void cancelStart(AttemptId attempt) {
    waiting.removeIf(later -> later.starts() && later.cause().equals(attempt));
  }

  void forget(int partition) {
    waiting.removeIf(later -> later.cause().partition() == partition);
  }

  /**
   * Does what waits for entries up to this one.
   *
   * @param owned whether an attempt's partition is still this worker's in its term: an entry of one
   *     that is not may have been dropped, and its number says nothing
   */
  void runUpTo(long sequence, Predicate<AttemptId> owned) {
    for (@Nullable Later next = waiting.peek();
        next != null && next.sequence() <= sequence;
        next = waiting.peek()) {
      waiting.remove();
      if (owned.test(next.cause())) {
        next.action().run();
      }
    }
  }
}
