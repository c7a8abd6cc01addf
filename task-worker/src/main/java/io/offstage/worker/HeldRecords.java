package io.offstage.worker;

import io.offstage.topic.Command;
import io.offstage.worker.input.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Records that have been read and not been looked at. While every slot is taken nothing can start,
 * and a task that is looked at would only be journaled as pending, one event more than it needs; so
 * records wait a little for slots, in order, and are looked at in any case before a person would
 * notice. Belongs to the owner thread.
 */
final class HeldRecords {

  private static final Duration LONGEST_HOLD = Duration.ofMillis(250);

  /**
   * Records of one partition.
   *
   * @param urgent whether somebody waits for one of them: permits move by records, and one that is
   *     held here keeps work of other workers waiting
   */
  private record Batch(Mail.Records records, Instant due, boolean urgent) {}

  /**
   * A record whose turn it is.
   *
   * @param lastOf the size of the batch that it is the last of; 0 if more follow
   */
  record Next(Mail.Records of, Input input, int lastOf) {}

  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private int looked;
  private int urgent;

  void add(Mail.Records records, Instant now) {
    boolean waitedFor =
        records.inputs().stream()
            .anyMatch(
                input ->
                    input instanceof Input.Understood understood
                        && understood.command() instanceof Command.Permits);
    urgent += waitedFor ? 1 : 0;
    batches.add(new Batch(records, now.plus(LONGEST_HOLD), waitedFor));
  }

  /** When the first record must be looked at, slots or not; null where none is held. */
  @Nullable Instant due() {
    Batch first = batches.peek();
    return first == null ? null : urgent > 0 ? Instant.EPOCH : first.due();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  Next take() {
    Batch batch = batches.element();
    Mail.Records first = batch.records();
    Input input = first.inputs().get(looked++);
    if (looked < first.inputs().size()) {
      return new Next(first, input, 0);
    }
    looked = 0;
    urgent -= batch.urgent() ? 1 : 0;
    batches.remove();
    return new Next(first, input, first.inputs().size());
  }
}
