package io.offstage.gateway.materialize;

import io.offstage.settings.RetentionSettings;
import io.offstage.store.StoreUnavailable;
import io.offstage.store.TaskWriter;
import io.offstage.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What makes rows go: retention, and starts that came to nothing. One thread of its own; several
 * processes may do it at once.
 */
final class Upkeep implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);
  private static final Duration LONGEST_BETWEEN_DELETIONS = Duration.ofMinutes(1);
  private static final Duration CLOSING = Duration.ofSeconds(30);
  private static final int ROWS = 1_000;

  /** A round that takes long on a large table is followed by a pause that is longer still. */
  private static final int PAUSE_FACTOR = 10;

  private final TaskWriter writer;
  private final RetentionSettings retention;
  private final List<PassedStarts> starts;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  Upkeep(TaskWriter writer, RetentionSettings retention, List<PassedStarts> starts) {
    this.writer = writer;
    this.retention = retention;
    this.starts = List.copyOf(starts);
    this.thread = Thread.ofPlatform().name("materializer-upkeep").daemon().unstarted(this::run);
  }

  private Duration betweenDeletions() {
    Duration shortest =
        retention.completed().compareTo(retention.failed()) < 0
            ? retention.completed()
            : retention.failed();
    Duration tenth = shortest.dividedBy(10);
    return tenth.compareTo(LONGEST_BETWEEN_DELETIONS) < 0 ? tenth : LONGEST_BETWEEN_DELETIONS;
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration betweenDeletions = betweenDeletions();
    long deleted = System.nanoTime() - betweenDeletions.toNanos();
    Duration pause = Duration.ZERO;
    while (!closed(pause)) {
      long began = System.nanoTime();
      try {
        if (began - deleted >= betweenDeletions.toNanos()) {
          deleteEnded();
          deleted = began;
        }
        starts.forEach(PassedStarts::remove);
      } catch (StoreUnavailable | KafkaException e) {
        LOG.atWarn().log("Upkeep of the read model pauses: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("Upkeep of the read model fails, and is tried again");
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began).multipliedBy(PAUSE_FACTOR);
      pause = took.compareTo(BETWEEN_ROUNDS) > 0 ? took : BETWEEN_ROUNDS;
    }
  }

  private void deleteEnded() {
    Instant now = Instant.now();
    int rows =
        deleteEnded(Set.of(TaskStatus.COMPLETED.wireName()), now.minus(retention.completed()))
            + deleteEnded(
                Set.of(
                    TaskStatus.FAILED.wireName(),
                    TaskStatus.CANCELLED.wireName(),
                    TaskStatus.TIMED_OUT.wireName()),
                now.minus(retention.failed()));
    if (rows > 0) {
      LOG.atInfo().addKeyValue("rows", rows).log("Ended tasks were deleted by retention");
    }
  }

  private int deleteEnded(Set<String> statuses, Instant before) {
    int all = 0;
    for (int rows = ROWS; rows == ROWS && closing.getCount() > 0; all += rows) {
      rows = writer.removeEnded(statuses, before, ROWS);
    }
    return all;
  }

  private boolean closed(Duration pause) {
    try {
      return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Returns when the thread has ended, or after half a minute. Idempotent. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
