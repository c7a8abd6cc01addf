package io.offstage.worker.schedule;

/**
 * How many tasks that do not run are kept whole; of those behind, memory holds some bytes each.
 *
 * @param perKey next tasks of a key
 * @param perPartition tasks of a partition; a few more where keys would starve
 * @param perWorker tasks of all its partitions, shared out evenly
 */
public record Window(int perKey, int perPartition, int perWorker) {

  public static final Window DEFAULT = new Window(1_000, 5_000, 200_000);

  /** How many tasks of a partition are kept whole where the worker has so many partitions. */
  int share(int partitions) {
    return Math.min(perPartition, Math.max(1, perWorker / Math.max(1, partitions)));
  }
}
