package io.offstage.worker.schedule.simulation;

/** A task's identity: ids from outside may collide between partitions. */
record TaskName(int partition, String id) {

  @Override
  public String toString() {
    return id + "@" + partition;
  }
}
