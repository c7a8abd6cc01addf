package io.offstage.worker.schedule;

/**
 * How many tasks that do not run are kept whole; of those behind, memory holds some bytes each.
 *
 * @param perKey next tasks of a key
 * @param perPartition tasks of a partition; a few more where keys would starve
 */
public record Window(int perKey, int perPartition) {

  public static final Window DEFAULT = new Window(1_000, 5_000);
}
