package io.offstage.worker.schedule.simulation;

import io.offstage.worker.schedule.TaskStarts;
import java.time.Duration;
import java.time.Instant;

/** The time everywhere; each worker's clock differs from it by a constant. */
final class VirtualClock {

  private Instant now = TaskStarts.EPOCH;

  Instant now() {
    return now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }
}
