package io.offstage.worker.schedule.simulation;

/**
 * G7: a new owner reads no more records than it may, or twice the tasks that lived before the last
 * transaction; and that transaction.
 */
final class RecoveryIsBounded extends Invariant {

  private final int maxScan;

  RecoveryIsBounded(int maxScan) {
    this.maxScan = maxScan;
  }

  @Override
  void recovered(Cluster cluster, int partition, long records, int live) {
    long batch = cluster.lastBatch(partition);
    long most = Math.max(maxScan, 2L * (live + batch)) + batch;
    if (records > most) {
      throw broken(
          "partition %d: %d records read for %d live tasks, %d are allowed"
              .formatted(partition, records, live, most));
    }
  }
}
