package io.offstage.gateway.tail;

import io.offstage.store.RunningSnapshot;
import io.offstage.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the lifecycle and output topics of all pools and hands each record to whoever subscribed to
 * it. Begins with the running tasks that Postgres knows and the offsets they are true at; where
 * Postgres or Kafka is down it waits and tries again. When its place in the log is lost it cuts all
 * subscriptions and begins anew: their readers come back with their cursors.
 */
public final class Tail implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Tail.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TailOptions options;
  private final RecordReader reader;
  private final FanOut fanOut;
  private final Supplier<RunningSnapshot> snapshot;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this tail's monitor: whoever closes it wakes the reading thread up.
  private @Nullable Consumer<byte[], byte[]> consumer;

  private Tail(TailOptions options, Supplier<RunningSnapshot> snapshot) {
    this.options = options;
    this.reader = new RecordReader(options.prefix(), options.pools());
    this.fanOut = new FanOut(reader, options.bounds());
    this.snapshot = snapshot;
    this.thread = Thread.ofPlatform().name("offstage-tail").unstarted(this::run);
  }

  /**
   * Begins to read on a thread of its own; returns at once.
   *
   * @param snapshot the running tasks, from Postgres; may throw {@link StoreUnavailable}
   */
  public static Tail start(TailOptions options, Supplier<RunningSnapshot> snapshot) {
    Tail tail = new Tail(options, snapshot);
    tail.thread.start();
    return tail;
  }

  public TailOptions options() {
    return options;
  }

  public RecordReader reader() {
    return reader;
  }

  /** Whether it has caught up with the log since it began. */
  public boolean isReady() {
    return fanOut.isReady();
  }

  public int runningTasks() {
    return fanOut.runningTasks();
  }

  /**
   * Subscribes to what an interest is about, from now on.
   *
   * @return empty while the tail is not ready
   */
  public Optional<Subscription> subscribe(Interest interest) {
    return fanOut.subscribe(interest);
  }

  /** The positions read so far, if this subscription holds nothing more to read. */
  public Optional<Positions> positionsIfDrained(Subscription subscription) {
    return fanOut.positionsIfDrained(subscription);
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        follow();
      } catch (WakeupException e) {
        if (closed.getCount() > 0) {
          log.warn("The tail was woken up without being closed");
        }
      } catch (StoreUnavailable | KafkaException e) {
        log.atWarn()
            .addKeyValue("reason", e.getMessage())
            .log("The tail cannot read; it tries again");
        pause();
      } catch (RuntimeException e) {
        log.error("The tail failed; it begins anew", e);
        pause();
      } finally {
        fanOut.lost();
        closed();
      }
    }
  }

  private void pause() {
    try {
      closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (Consumer<byte[], byte[]> topics = options.consumer()) {
      opened(topics);
      Optional<List<TopicPartition>> partitions = TailStart.partitions(topics, options);
      if (partitions.isEmpty()) {
        pause();
        return;
      }
      RunningSnapshot running = snapshot.get();
      TailStart start = TailStart.at(topics, reader, partitions.get(), running.offsets());
      topics.assign(start.positions().partitions());
      start.positions().asMap().forEach(topics::seek);
      fanOut.place(start.positions(), running.tasks());
      while (closed.getCount() > 0) {
        ConsumerRecords<byte[], byte[]> records = topics.poll(POLL);
        Function<TopicPartition, Long> reached = topics::position;
        fanOut.dispatch(records, reached, Instant.now());
        if (!fanOut.isReady() && start.isReachedBy(reached)) {
          fanOut.becomeReady();
        }
      }
    }
  }

  private synchronized void opened(Consumer<byte[], byte[]> opened) {
    consumer = opened;
    if (closed.getCount() == 0) {
      throw new WakeupException();
    }
  }

  private synchronized void closed() {
    consumer = null;
  }

  /** Ends every subscription. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed.countDown();
      if (consumer != null) {
        consumer.wakeup();
      }
    }
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
