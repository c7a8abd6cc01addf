package io.offstage.worker.journal;

import io.offstage.settings.RecoverySettings;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what stands in a partition that has just been gained. Waits for a stable committed offset,
 * takes the lifecycle partition's high watermark (not the read-committed end), and reads up to it,
 * read-committed, from the floor: whatever the old owner could still commit is below that mark, and
 * what is open there can only abort.
 */
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final WorkerIdentity identity;
  private final PoolRules rules;
  private final RecoverySettings settings;
  private final RecoveryBounds bounds;
  private final Map<String, Object> consumerProperties;
  private final Admin admin;
  private final OrphanedTransactions orphans;

  public Recovery(
      WorkerIdentity identity,
      PoolRules rules,
      RecoverySettings settings,
      RecoveryBounds bounds,
      Map<String, Object> consumerProperties,
      Admin admin) {
    this.identity = identity;
    this.rules = rules;
    this.settings = settings;
    this.bounds = bounds;
    this.consumerProperties = consumerProperties;
    this.admin = admin;
    this.orphans = new OrphanedTransactions(admin, identity);
  }

  /**
   * From where to where a topic's partition holds records: the log's start, and its high watermark.
   */
  private record Range(long start, long end) {}

  /**
   * Reads a partition. Blocks; run it off the poll thread.
   *
   * @param stillOwned asked now and then; once false, null is returned
   * @throws LostRecords if retention has deleted what is needed
   * @throws MalformedRecord if a snapshot cannot be understood: better to stop than to guess
   */
  public @Nullable Recovered recover(int partition, BooleanSupplier stillOwned)
      throws InterruptedException, LostRecords, MalformedRecord {
    PoolTopics topics = identity.topics();
    TopicPartition input = new TopicPartition(topics.commands(), partition);
    TopicPartition lifecycle = new TopicPartition(topics.lifecycle(), partition);
    orphans.sweep(System.nanoTime());
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      while (stillOwned.getAsBoolean()) {
        OffsetAndMetadata committed;
        try {
          committed = consumer.committed(Set.of(input), settings.fenceAfter()).get(input);
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
          fence(input);
          continue;
        }
        Range commands = range(input);
        Range log = range(lifecycle);
        FloorMark mark =
            committed == null ? null : FloorMark.read(committed.metadata()).orElse(null);
        LifecycleScan scan =
            new LifecycleScan(
                rules, partition, mark == null, settings.dedupeWindow(), bounds, log.end());
        long from = scanFrom(lifecycle, log, mark);
        if (!scan(consumer, lifecycle, from, log.end(), scan, stillOwned)) {
          return null;
        }
        LiveOffsets live = scan.liveOffsets();
        return new Recovered(
            partition,
            Math.max(nextOffset(input, commands, committed), scan.takenBelow()),
            commands.end(),
            scan.tasks(),
            live.tasks(),
            scan.ended(),
            scan.permits(),
            live,
            scan.forward(),
            scan.records());
      }
    }
    return null;
  }

  /** At the floor, or as far before it as may be read, so that ids of ended tasks are known. */
  private long scanFrom(TopicPartition lifecycle, Range log, @Nullable FloorMark mark)
      throws LostRecords {
    if (mark == null) {
      return log.start();
    }
    if (mark.floor() < log.start() && !settings.acceptLoss()) {
      throw new LostRecords(lifecycle.topic(), lifecycle.partition(), mark.floor(), log.start());
    }
    long mayBeRead = Math.max(log.end() - bounds.records(), mark.readable());
    return Math.max(log.start(), Math.min(mark.floor(), mayBeRead));
  }

  private long nextOffset(
      TopicPartition input, Range commands, @Nullable OffsetAndMetadata committed)
      throws LostRecords {
    if (committed == null) {
      return commands.start();
    }
    if (committed.offset() < commands.start() && !settings.acceptLoss()) {
      throw new LostRecords(input.topic(), input.partition(), committed.offset(), commands.start());
    }
    return Math.max(committed.offset(), commands.start());
  }

  private boolean scan(
      Consumer<byte[], byte[]> consumer,
      TopicPartition lifecycle,
      long from,
      long to,
      LifecycleScan scan,
      BooleanSupplier stillOwned)
      throws InterruptedException, MalformedRecord {
    consumer.assign(Set.of(lifecycle));
    consumer.seek(lifecycle, from);
    long movedAt = System.nanoTime();
    long position = from;
    while (position < to) {
      if (!stillOwned.getAsBoolean()) {
        return false;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(lifecycle)) {
        if (record.offset() < to) {
          scan.read(record);
        }
      }
      long now = consumer.position(lifecycle);
      if (now > position) {
        position = now;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > settings.fenceAfter().toNanos()) {
        fence(lifecycle);
        movedAt = System.nanoTime();
      }
    }
    return true;
  }

  /** A transaction is open there: it ends by itself, or nobody is left who could end it. */
  private void fence(TopicPartition blocked) throws InterruptedException {
    LOG.atInfo()
        .addKeyValue("topic", blocked.topic())
        .addKeyValue("partition", blocked.partition())
        .log("recovery waits for an open transaction");
    orphans.fence();
  }

  /** Who is given live tasks. */
  public interface Loading {

    /** More tasks, in the order of their slots. */
    void load(List<Task> tasks) throws InterruptedException;
  }

  /**
   * Reads the live tasks of a partition that has too many to hold, some at a time. Blocks; run it
   * off the poll thread. Where Kafka does not answer, goes on when it does.
   *
   * @param offsets where they stand, ascending
   * @throws MalformedRecord if a snapshot cannot be understood
   */
  public void load(int partition, long[] offsets, Loading loading, BooleanSupplier stillOwned)
      throws InterruptedException, MalformedRecord {
    TopicPartition lifecycle = new TopicPartition(identity.topics().lifecycle(), partition);
    LifecycleCodec codec = new LifecycleCodec(rules);
    int loaded = 0;
    while (loaded < offsets.length && stillOwned.getAsBoolean()) {
      try (Consumer<byte[], byte[]> consumer = consumer()) {
        consumer.assign(Set.of(lifecycle));
        consumer.seek(lifecycle, offsets[loaded]);
        while (loaded < offsets.length && stillOwned.getAsBoolean()) {
          List<Task> tasks = new ArrayList<>();
          for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(lifecycle)) {
            if (loaded + tasks.size() < offsets.length
                && record.offset() == offsets[loaded + tasks.size()]) {
              tasks.add(codec.decode(record.value()).task());
            }
          }
          loading.load(tasks);
          loaded += tasks.size();
        }
      } catch (KafkaException e) {
        LOG.atWarn()
            .addKeyValue("partition", partition)
            .setCause(e)
            .log("live tasks could not be read; trying again");
        Thread.sleep(settings.fenceAfter());
      }
    }
  }

  private Range range(TopicPartition partition) throws InterruptedException {
    return new Range(
        offset(partition, OffsetSpec.earliest()), offset(partition, OffsetSpec.latest()));
  }

  private long offset(TopicPartition partition, OffsetSpec spec) throws InterruptedException {
    try {
      return admin
          .listOffsets(
              Map.of(partition, spec), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .partitionResult(partition)
          .get(ADMIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .offset();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer on the offsets of " + partition, e);
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(consumerProperties);
    properties.put("client.id", identity.name() + "-recovery");
    properties.put("group.id", identity.groupId());
    properties.put("max.poll.records", 5_000);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
