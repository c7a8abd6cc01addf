package io.offstage.gateway.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.offstage.store.StoredTask;
import io.offstage.store.TaskKey;
import io.offstage.topic.MalformedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tail knows and whom it tells. The tail's thread dispatches; any thread subscribes. Its
 * monitor guards everything: a subscription must see the tasks, the positions and the index of one
 * moment, and it is made on its reader's thread.
 */
final class FanOut {

  private static final Logger log = LoggerFactory.getLogger(FanOut.class);

  private final RecordReader reader;
  private final Subscription.Bounds bounds;
  private final Subscribers subscribers = new Subscribers();
  private final KnownTasks tasks = new KnownTasks();
  private final ParkedOutput parked = new ParkedOutput();
  private final Map<TopicPartition, Long> lifecycleSeen = new HashMap<>();
  private @Nullable Positions positions;
  private boolean ready;

  FanOut(RecordReader reader, Subscription.Bounds bounds) {
    this.reader = reader;
    this.bounds = bounds;
  }

  synchronized boolean isReady() {
    return ready;
  }

  synchronized int runningTasks() {
    return tasks.runningCount();
  }

  /** Empty while it is not ready. */
  synchronized Optional<Subscription> subscribe(Interest interest) {
    if (!ready || positions == null) {
      return Optional.empty();
    }
    Subscription subscription =
        new Subscription(
            interest, positions, lifecycleSeen, tasks.running(interest), bounds, this::remove);
    subscribers.add(subscription);
    return Optional.of(subscription);
  }

  synchronized Optional<Positions> positionsIfDrained(Subscription subscription) {
    return subscription.isDrained() ? Optional.ofNullable(positions) : Optional.empty();
  }

  private synchronized void remove(Subscription subscription) {
    subscribers.remove(subscription);
    subscription.cut();
  }

  /** The tail has lost its place: every subscription ends. */
  synchronized void lost() {
    subscribers.cutAll();
    tasks.clear();
    parked.clear();
    lifecycleSeen.clear();
    positions = null;
    ready = false;
  }

  /** The tail begins here, with these tasks running. */
  synchronized void place(Positions from, List<StoredTask> running) {
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

  /** Everything there was when the tail began has been dispatched. */
  synchronized void becomeReady() {
    ready = true;
    log.atInfo().addKeyValue("running", tasks.runningCount()).log("The tail has caught up");
  }

  /**
   * Hands out one batch, snapshots before output.
   *
   * @param reached the next offset of each partition in the batch
   */
  synchronized void dispatch(
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
}
