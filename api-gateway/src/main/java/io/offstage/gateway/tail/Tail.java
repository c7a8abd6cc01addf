package io.offstage.gateway.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.offstage.store.RunningSnapshot;
import io.offstage.store.StoreUnavailable;
import io.offstage.store.StoredTask;
import io.offstage.store.TaskKey;
import io.offstage.topic.MalformedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
  private final Supplier<RunningSnapshot> snapshot;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this tail's monitor: a subscription must see the tasks, the positions and the index
  // of one moment, and it is made on its reader's thread.
  private final Subscribers subscribers = new Subscribers();
  private final KnownTasks tasks = new KnownTasks();
  private final ParkedOutput parked = new ParkedOutput();
  private final Map<TopicPartition, Long> lifecycleSeen = new HashMap<>();
  private @Nullable Positions positions;
  private boolean ready;
  private @Nullable Consumer<byte[], byte[]> consumer;

  private Tail(TailOptions options, Supplier<RunningSnapshot> snapshot) {
    this.options = options;
    this.reader = new RecordReader(options.prefix(), options.pools());
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
  public synchronized boolean isReady() {
    return ready;
  }

  /** Whether it knows where it is, so that subscriptions can be made. */
  private synchronized boolean isPlaced() {
    return positions != null;
  }

  public synchronized int runningTasks() {
    return tasks.runningCount();
  }

  /**
   * Subscribes to what an interest is about, from now on.
   *
   * @return empty while the tail is not ready
   */
  public synchronized Optional<Subscription> subscribe(Interest interest) {
    if (!ready || positions == null) {
      return Optional.empty();
    }
    Subscription subscription =
        new Subscription(
            interest,
            positions,
            lifecycleSeen,
            tasks.running(interest),
            options.bounds(),
            this::remove);
    subscribers.add(subscription);
    return Optional.of(subscription);
  }

  /** The positions read so far, if this subscription holds nothing more to read. */
  public synchronized Optional<Positions> positionsIfDrained(Subscription subscription) {
    return subscription.isDrained() ? Optional.ofNullable(positions) : Optional.empty();
  }

  private synchronized void remove(Subscription subscription) {
    subscribers.remove(subscription);
    subscription.cut();
  }

  /** The last snapshot of a running task; the newest, if several of the id run. */
  public synchronized Optional<LifecycleRecord> running(Interest interest) {
    return tasks.running(interest).stream().reduce((a, b) -> a.offset() >= b.offset() ? a : b);
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
        lost();
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

  private synchronized void lost() {
    subscribers.cutAll();
    tasks.clear();
    parked.clear();
    lifecycleSeen.clear();
    positions = null;
    ready = false;
    consumer = null;
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
      place(start.positions(), running.tasks());
      while (closed.getCount() > 0) {
        ConsumerRecords<byte[], byte[]> records = topics.poll(POLL);
        Function<TopicPartition, Long> reached = topics::position;
        dispatch(records, reached, Instant.now());
        if (!isReady() && start.isReachedBy(reached)) {
          becomeReady();
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

  private synchronized void place(Positions from, List<StoredTask> running) {
    for (StoredTask row : running) {
      try {
        tasks.put(reader.read(row, "background-task-running"));
      } catch (MalformedRecord e) {
        log.atError()
            .addKeyValue("taskId", row.key().id())
            .addKeyValue("reason", e.getMessage())
            .log("A row of the read model is not understood; no stream shows it");
      }
    }
    positions = from;
  }

  private synchronized void becomeReady() {
    ready = true;
    log.atInfo().addKeyValue("running", tasks.runningCount()).log("The tail has caught up");
  }

  private synchronized void dispatch(
      ConsumerRecords<byte[], byte[]> records,
      Function<TopicPartition, Long> reached,
      Instant now) {
    Positions before = positions;
    if (before == null) {
      return;
    }
    parked.expire(now);
    List<TopicPartition> order = new ArrayList<>(records.partitions());
    order.sort((a, b) -> Boolean.compare(reader.isLifecycle(b), reader.isLifecycle(a)));
    Reading reading =
        new Reading(
            before,
            order.stream().mapToInt(before::place).toArray(),
            order.stream().mapToLong(reached::apply).toArray());
    for (int step = 0; step < order.size(); step++) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(order.get(step))) {
        dispatch(record, reading, step, now);
      }
    }
    positions = reading.end();
  }

  private void dispatch(
      ConsumerRecord<byte[], byte[]> record, Reading reading, int step, Instant now) {
    if (record.value() == null && record.key() != null) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      tasks.remove(
          new TaskKey(
              reader.poolOf(partition), record.partition(), new String(record.key(), UTF_8)));
      return;
    }
    reader
        .read(record, reading, step)
        .ifPresent(
            event -> {
              switch (event) {
                case LifecycleRecord snapshot -> lifecycle(snapshot);
                case OutputEntry output -> output(output, now);
              }
            });
  }

  private void lifecycle(LifecycleRecord snapshot) {
    lifecycleSeen.put(snapshot.partition(), snapshot.offset() + 1);
    if (!tasks.put(snapshot)) {
      return;
    }
    subscribers.dispatch(snapshot, snapshot.scope());
    for (OutputEntry output : parked.release(KnownTasks.key(snapshot))) {
      subscribers.dispatchToTheRest(output, snapshot.scope());
    }
  }

  private void output(OutputEntry output, Instant now) {
    if (subscribers.isEmpty()) {
      return;
    }
    TaskKey key = KnownTasks.key(output);
    TaskScope scope = tasks.scopeOf(key);
    if (scope != null) {
      subscribers.dispatch(output, scope);
    } else {
      subscribers.dispatchByIdAlone(output);
      parked.add(key, output, now);
    }
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

  /** The positions that have been dispatched; empty while there are none. */
  public synchronized Optional<Positions> positions() {
    return isPlaced() ? Optional.ofNullable(positions) : Optional.empty();
  }

  /** Offsets read so far, for health reports. */
  public Map<TopicPartition, Long> offsets() {
    return positions().map(Positions::asMap).orElse(Map.of());
  }
}
