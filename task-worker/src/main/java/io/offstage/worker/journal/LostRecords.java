package io.offstage.worker.journal;

/**
 * Retention has deleted records that were still needed. The message names the range and what to do.
 */
public final class LostRecords extends Exception {

  private static final long serialVersionUID = 1;

  LostRecords(String topic, int partition, long from, long to) {
    super(
        ("%s-%d: records %d to %d are still needed, but retention has deleted them; tasks in them"
                + " are lost. Set recovery.accept-loss to go on without them.")
            .formatted(topic, partition, from, to - 1));
  }
}
