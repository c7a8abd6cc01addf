package io.offstage.gateway.tail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of the records that an {@link Interest} is about. The tail puts in and never
 * waits; one reader takes out. When either bound is passed the subscription is cut: what is queued
 * can still be read, then it ends.
 */
public final class Subscription implements AutoCloseable {

  private final Interest interest;
  private final Positions start;
  private final Map<TopicPartition, Long> lifecycleSeen;
  private final List<LifecycleRecord> running;
  private final Bounds bounds;
  private final Consumer<Subscription> closing;

  // Guards the fields below: the tail's thread writes what the reader's thread reads.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<TailEvent> queue = new ArrayDeque<>();
  private long bytes;
  private boolean cut;

  /** How much may wait for one reader. */
  public record Bounds(int events, long bytes) {}

  Subscription(
      Interest interest,
      Positions start,
      Map<TopicPartition, Long> lifecycleSeen,
      List<LifecycleRecord> running,
      Bounds bounds,
      Consumer<Subscription> closing) {
    this.interest = interest;
    this.start = start;
    this.lifecycleSeen = Map.copyOf(lifecycleSeen);
    this.running = List.copyOf(running);
    this.bounds = bounds;
    this.closing = closing;
  }

  public Interest interest() {
    return interest;
  }

  /** Every record from these positions on, and none before, comes out of {@link #poll}. */
  public Positions start() {
    return start;
  }

  /**
   * The offset after the last event that the tail had read of each lifecycle partition: a reader of
   * the read model who waits for these knows everything that this subscription does not bring.
   */
  public Map<TopicPartition, Long> lifecycleSeen() {
    return lifecycleSeen;
  }

  /** The running tasks it is about, as of {@link #start}. */
  public List<LifecycleRecord> running() {
    return running;
  }

  /** By the tail's thread. Never waits for the reader. */
  void offer(TailEvent event) {
    lock.lock();
    try {
      if (cut) {
        return;
      }
      if (queue.size() >= bounds.events() || bytes + event.value().length > bounds.bytes()) {
        cut = true;
      } else {
        queue.add(event);
        bytes += event.value().length;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void cut() {
    lock.lock();
    try {
      cut = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next record.
   *
   * @param patience how long to wait for one; zero or less: not at all
   * @return null if none came in time, or if the subscription {@link #isOver}
   */
  public @Nullable TailEvent poll(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (queue.isEmpty() && !cut && nanos > 0) {
        nanos = changed.awaitNanos(Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
      }
      TailEvent event = queue.poll();
      if (event != null) {
        bytes -= event.value().length;
      }
      return event;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was cut and everything has been read. */
  public boolean isOver() {
    lock.lock();
    try {
      return cut && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  boolean isDrained() {
    lock.lock();
    try {
      return queue.isEmpty() && !cut;
    } finally {
      lock.unlock();
    }
  }

  boolean isCut() {
    lock.lock();
    try {
      return cut;
    } finally {
      lock.unlock();
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    closing.accept(this);
  }
}
