package io.offstage.worker;

import io.offstage.topic.Command;
import io.offstage.worker.input.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records that have been read and not been looked at. While every slot is taken nothing can start,
 * and a task that is looked at would only be journaled as pending, one event more than it needs; so
 * records wait a little for slots, in order, and are looked at in any case before a person would
 * notice. A record about a task that is being read back waits for that, and those behind it.
 * Belongs to the owner thread.
 */
final class HeldRecords {

  private static final Duration LONGEST_HOLD = Duration.ofMillis(250);

  /** Records of a partition, and how many of them have been looked at. */
  private static final class Batch {
    private final Mail.Records records;
    private final Instant due;

    /**
     * Whether somebody waits for one of them: permits move by records, and one that is held here
     * keeps work of other workers waiting.
     */
    private final boolean urgent;

    private int looked;

    private Batch(Mail.Records records, Instant due) {
      this.records = records;
      this.due = due;
      this.urgent =
          records.inputs().stream()
              .anyMatch(
                  input ->
                      input instanceof Input.Understood understood
                          && understood.command() instanceof Command.Permits);
    }

    private boolean isOf(int partition) {
      return records.partition() == partition;
    }
  }

  /**
   * A record whose turn it is.
   *
   * @param lastOf the size of the batch that it is the last of; 0 if more follow
   */
  record Next(Mail.Records of, Input input, int lastOf) {}

  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private int urgent;

  /** By partition, those that wait until something has been read back. */
  private final Map<Integer, List<Batch>> stalled = new HashMap<>();

  void add(Mail.Records records, Instant now) {
    Batch batch = new Batch(records, now.plus(LONGEST_HOLD));
    List<Batch> before = stalled.get(records.partition());
    if (before == null) {
      batches.add(batch);
      urgent += batch.urgent ? 1 : 0;
    } else {
      before.add(batch);
    }
  }

  /** When the first record must be looked at, slots or not; null where none is held. */
  @Nullable Instant due() {
    Batch first = batches.peek();
    return first == null ? null : urgent > 0 ? Instant.EPOCH : first.due;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** The record whose turn it is; it stays until it is {@linkplain #done} or put off. */
  Next next() {
    Batch first = batches.element();
    List<Input> inputs = first.records.inputs();
    boolean last = first.looked == inputs.size() - 1;
    return new Next(first.records, inputs.get(first.looked), last ? inputs.size() : 0);
  }

  /** The record whose turn it was has been looked at. */
  void done() {
    Batch first = batches.element();
    if (++first.looked == first.records.inputs().size()) {
      batches.remove();
      urgent -= first.urgent ? 1 : 0;
    }
  }

  /** The record whose turn it was cannot be looked at yet, nor can what follows it there. */
  void putOff() {
    int partition = batches.element().records.partition();
    stalled.put(
        partition,
        new ArrayList<>(batches.stream().filter(batch -> batch.isOf(partition)).toList()));
    batches.removeIf(batch -> batch.isOf(partition));
    countUrgent();
  }

  /** Records of this partition may be looked at again, before any others. */
  void goOn(int partition) {
    List<Batch> again = stalled.remove(partition);
    if (again != null) {
      again.reversed().forEach(batches::addFirst);
      countUrgent();
    }
  }

  private void countUrgent() {
    urgent = (int) batches.stream().filter(batch -> batch.urgent).count();
  }
}
