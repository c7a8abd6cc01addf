package io.offstage.worker.schedule.simulation;

/** Whoever reads from the floor finds every live task. */
final class FloorIsLowEnough extends Invariant {

  @Override
  void transactionEnded(Cluster cluster) {
    for (int partition = 0; partition < cluster.partitions(); partition++) {
      Long floor = cluster.mark(partition).floor();
      if (floor != null && floor > cluster.floorOf(partition)) {
        throw broken(
            "partition %d: floor %d, but a live task stands at %d"
                .formatted(partition, floor, cluster.floorOf(partition)));
      }
    }
  }
}
