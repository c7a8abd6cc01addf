package io.offstage.worker.schedule;

import java.time.Instant;

/** The message that is being handled: what time it is, and what it leads to. */
final class Moment {

  private Instant now = Instant.EPOCH;
  private Effects effects = new Effects();

  /** A message begins. */
  void begin(Instant at) {
    now = at;
    effects = new Effects();
  }

  Instant now() {
    return now;
  }

  Effects effects() {
    return effects;
  }
}
