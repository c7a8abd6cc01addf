package io.offstage.worker.schedule.simulation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker's journal: what has been decided waits here, goes out in one transaction, and is visible
 * when that is committed. The next begins when the last is decided.
 */
final class Journal {

  private final ArrayDeque<Handover> queue = new ArrayDeque<>();
  private @Nullable Transaction open;
  private long number;
  private long durable;

  /** The number that the next hand-over bears. */
  long next() {
    return number + 1;
  }

  void add(Collection<Handover> handovers) {
    number++;
    queue.addAll(handovers);
  }

  /** Everything up to this number has been decided by the broker. */
  long durable() {
    return durable;
  }

  boolean canBegin() {
    return open == null && !queue.isEmpty();
  }

  /** Whether all that was handed over up to this number has been decided by the broker. */
  boolean isDecidedUpTo(long last) {
    return queue.stream().noneMatch(handover -> handover.number() <= last)
        && (open == null || open.handovers().stream().noneMatch(h -> h.number() <= last));
  }

  /** Sends what waits, offsets included. */
  void begin(List<Transaction.Copy> copies, Map<Integer, Long> floors) {
    open = new Transaction(copies, List.copyOf(queue), floors);
    queue.clear();
  }

  boolean isOpen() {
    return open != null;
  }

  /** Whether an open transaction touches this partition. */
  boolean isOpenFor(int partition) {
    return open != null && open.touches(partition);
  }

  /** Whether anything of this partition is not decided yet. */
  boolean holds(int partition) {
    return queue.stream().anyMatch(handover -> handover.partition() == partition)
        || isOpenFor(partition);
  }

  /** Takes out the open transaction, which the broker has decided. */
  Transaction close() {
    Transaction closed = open == null ? Transaction.NONE : open;
    open = null;
    return closed;
  }

  void committed(Transaction transaction) {
    transaction.handovers().forEach(handover -> durable = Math.max(durable, handover.number()));
  }

  /** Forgets what has not been sent of a partition. */
  void drop(int partition) {
    queue.removeIf(handover -> handover.partition() == partition);
  }
}
