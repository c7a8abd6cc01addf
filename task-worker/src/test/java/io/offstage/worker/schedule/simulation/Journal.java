package io.offstage.worker.schedule.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's journal: what has been decided waits here, goes out in one transaction, and is visible
 * when that is committed. The next begins when the last is decided.
 */
final class Journal {

  private final ArrayDeque<Handover> queue = new ArrayDeque<>();
  private @Nullable List<Handover> open;
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

  /** Sends what waits, offsets included. */
  void begin() {
    open = new ArrayList<>(queue);
    queue.clear();
  }

  boolean isOpen() {
    return open != null;
  }

  /** Whether an open transaction touches this partition. */
  boolean isOpenFor(int partition) {
    return open != null && touches(open, partition);
  }

  /** Whether anything of this partition is not decided yet. */
  boolean holds(int partition) {
    return touches(queue, partition) || isOpenFor(partition);
  }

  /** Takes out the open transaction, which the broker has decided. */
  List<Handover> close() {
    List<Handover> closed = open == null ? List.of() : open;
    open = null;
    return closed;
  }

  void committed(List<Handover> transaction) {
    transaction.forEach(handover -> durable = Math.max(durable, handover.number()));
  }

  /** Forgets what has not been sent of a partition. */
  void drop(int partition) {
    queue.removeIf(handover -> handover.partition() == partition);
  }

  private static boolean touches(Collection<Handover> handovers, int partition) {
    return handovers.stream().anyMatch(handover -> handover.partition() == partition);
  }
}
