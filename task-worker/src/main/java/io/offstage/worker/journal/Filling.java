package io.offstage.worker.journal;

import io.offstage.worker.schedule.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Fills a transaction that is under way with what comes meanwhile. Where few entries come, a
 * transaction holds those that came during the one before it, and nobody waits; where many do, it
 * stays open a little for more, until one comes that something waits for. Belongs to the journal's
 * thread.
 */
final class Filling implements Transactions.Late {

  /** Entries at the start of a transaction from which on it is worth waiting for more. */
  private static final int MANY = 128;

  private static final Duration LONGEST = Duration.ofMillis(20);
  private static final long NAP_NANOS = 500_000;

  private final Queue<Item> queue;
  private final List<Item.Append> taken;
  private final int most;
  private final long until;
  private boolean open;

  /**
   * Begins now.
   *
   * @param taken what the transaction begins with; what is taken is added
   * @param most how many entries it may have in all
   */
  Filling(Queue<Item> queue, List<Item.Append> taken, int most) {
    this.queue = queue;
    this.taken = taken;
    this.most = most;
    this.until = System.nanoTime() + LONGEST.toNanos();
    this.open = taken.size() >= MANY && taken.stream().noneMatch(Item.Append::awaited);
  }

  @Override
  public @Nullable Entry more() throws InterruptedException {
    while (open && taken.size() < most) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        break;
      }
      Item head = queue.peek();
      if (head instanceof Item.Append append) {
        open = !append.awaited();
        return take(append);
      }
      if (head != null) {
        break;
      }
      LockSupport.parkNanos(this, Math.min(left, NAP_NANOS));
      if (Thread.interrupted()) {
        throw new InterruptedException("while a transaction was filled");
      }
    }
    open = false;
    return null;
  }

  @Override
  public @Nullable Entry last(Predicate<Entry> fits) {
    return queue.peek() instanceof Item.Append append && fits.test(append.entry())
        ? take(append)
        : null;
  }

  private Entry take(Item.Append append) {
    queue.remove();
    taken.add(append);
    return append.entry();
  }
}
