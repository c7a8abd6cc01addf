package io.offstage.agent.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Until when a call is put off. A run is told of the ends of tasks that it has started itself;
 * those of its thread's earlier runs it looks up from time to time.
 */
final class Waits {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Clock clock;

  Waits(Clock clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  Answer.NotYet until(
      Set<String> tasks, boolean all, Instant askedAt, Instant deadline, Caller caller) {
    if (caller.own().keySet().containsAll(tasks)) {
      return new Answer.NotYet(tasks, all, deadline);
    }
    // As long again as it has waited already: few looks at what takes long.
    Duration waited = Duration.between(askedAt, now());
    Duration pause = waited.compareTo(SHORTEST) < 0 ? SHORTEST : waited;
    Instant look = now().plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    return new Answer.NotYet(tasks, all, look.isBefore(deadline) ? look : deadline);
  }
}
