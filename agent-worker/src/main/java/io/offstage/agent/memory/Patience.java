package io.offstage.agent.memory;

import io.offstage.store.StoreUnavailable;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a Postgres that does not answer, on the run's own thread. */
final class Patience {

  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private Patience() {}

  /** Does this until it is done, however long that takes, or until the thread is interrupted. */
  static <T> T insist(Supplier<T> work) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (Thread.interrupted()) {
          throw (InterruptedException) new InterruptedException().initCause(e);
        }
        if (!(e instanceof StoreUnavailable)) {
          throw e;
        }
        LOG.atWarn()
            .addKeyValue("pauseMs", pause.toMillis())
            .setCause(e)
            .log("Postgres does not answer; the run waits");
        Thread.sleep(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
      }
    }
  }
}
