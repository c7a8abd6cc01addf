package io.offstage.gateway.materialize;

import io.offstage.store.ApplyOutcome;
import io.offstage.store.StoreUnavailable;
import io.offstage.store.TaskBatch;
import io.offstage.store.TaskReader;
import io.offstage.store.TaskWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table, for threads that can do nothing else while Postgres is down: they wait here, until it
 * answers, their patience ends ({@link StoreUnavailable}), or the app closes (likewise). Any
 * thread.
 */
final class PatientTable {

  private static final Logger LOG = LoggerFactory.getLogger(PatientTable.class);

  /** Well below the longest pause between polls that keeps a member in its group. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final TaskWriter writer;
  private final TaskReader reader;
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  PatientTable(TaskWriter writer, TaskReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  ApplyOutcome apply(TaskBatch batch, Duration patience) {
    return patiently(() -> writer.apply(batch), patience);
  }

  Map<TopicPartition, Long> appliedOffsets() {
    return patiently(reader::appliedOffsets, PATIENCE);
  }

  /** Whether no thread waits for Postgres at the moment. */
  boolean answers() {
    return waiting.get() == 0;
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Ends all waiting, also that to come; each call is still tried once. */
  void close() {
    closing.countDown();
  }

  /** Waits, for as long or until the app closes. */
  void pause(Duration time) {
    try {
      boolean _ = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T patiently(Supplier<T> call, Duration patience) {
    try {
      return call.get();
    } catch (StoreUnavailable first) {
      LOG.atWarn().log("Waiting for Postgres: {}", first.getMessage());
      waiting.incrementAndGet();
      try {
        T value = again(call, first, patience);
        LOG.atInfo().log("Postgres answers again");
        return value;
      } finally {
        waiting.decrementAndGet();
      }
    }
  }

  private <T> T again(Supplier<T> call, StoreUnavailable first, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    StoreUnavailable last = first;
    for (Duration pause = FIRST_PAUSE;
        System.nanoTime() < deadline && !isClosing() && !Thread.currentThread().isInterrupted();
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE) {
      pause(pause);
      try {
        return call.get();
      } catch (StoreUnavailable e) {
        last = e;
      }
    }
    throw last;
  }
}
