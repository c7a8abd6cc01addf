package io.offstage.limit;

import io.offstage.topic.LimitCodec;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the limits topic from its beginning, on a thread of its own. Where Kafka is away it tries
 * again, from the beginning; what it knew holds meanwhile.
 */
public final class LimitsTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LimitsTail.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Is told, on the tail's thread, what holds now: once when all is read, then at each change. */
  @FunctionalInterface
  public interface Listener {
    void changed(Map<String, PoolLimits> pools);
  }

  private final Map<String, Object> kafka;
  private final String topic;
  private final Listener listener;
  private final Thread thread;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Written by the tail's thread, read by anybody. */
  private volatile Map<String, PoolLimits> current = Map.of();

  private LimitsTail(Map<String, Object> kafka, String prefix, Listener listener) {
    this.kafka = kafka;
    this.topic = PoolTopics.limits(prefix);
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("offstage-limits").daemon().unstarted(this::run);
  }

  /**
   * Begins to read; returns at once.
   *
   * @param kafka properties of every Kafka client
   * @param prefix of all topics
   */
  public static LimitsTail start(Map<String, Object> kafka, String prefix, Listener listener) {
    LimitsTail tail = new LimitsTail(Map.copyOf(kafka), prefix, listener);
    tail.thread.start();
    return tail;
  }

  /** What is set for this pool, as far as it has been read. */
  public PoolLimits of(String pool) {
    return current.getOrDefault(pool, PoolLimits.NONE);
  }

  /** Whether everything that stood in the topic at the beginning has been read. */
  public boolean isLoaded() {
    return loaded.isDone();
  }

  /**
   * Waits until everything that stood in the topic at the beginning has been told to the listener.
   *
   * @throws IllegalStateException if that takes longer
   */
  public void awaitLoaded(Duration patience) throws InterruptedException {
    try {
      loaded.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException(
          "The limits could not be read from " + topic + " within " + patience.toSeconds() + " s",
          e);
    }
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        follow();
      } catch (KafkaException e) {
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("reason", e.getMessage())
            .log("limits cannot be read; trying again");
        pause();
      }
    }
  }

  private void pause() {
    try {
      closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  private void follow() {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException(topic + " does not exist");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<LimitCodec.Key, LimitSetting> known = new HashMap<>();
      boolean behind = true;
      while (closed.getCount() > 0) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        boolean changed = false;
        for (ConsumerRecord<byte[], byte[]> record : records) {
          changed |= apply(record, known);
        }
        if (behind) {
          behind =
              ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue());
          changed = true;
        }
        if (changed && !behind) {
          tell(known);
        }
      }
    }
  }

  private static boolean apply(
      ConsumerRecord<byte[], byte[]> record, Map<LimitCodec.Key, LimitSetting> known) {
    try {
      LimitCodec.Key key = LimitCodec.decodeKey(record.key());
      if (record.value() == null) {
        known.remove(key);
      } else {
        known.put(key, LimitCodec.decode(record.value()));
      }
      return true;
    } catch (MalformedRecord e) {
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("record passed over");
      return false;
    }
  }

  private void tell(Map<LimitCodec.Key, LimitSetting> known) {
    Map<String, Map<LimitName, LimitSetting>> byPool = new HashMap<>();
    known.forEach(
        (key, setting) ->
            byPool.computeIfAbsent(key.pool(), _ -> new HashMap<>()).put(key.limit(), setting));
    Map<String, PoolLimits> pools = new HashMap<>();
    byPool.forEach((pool, set) -> pools.put(pool, new PoolLimits(set)));
    current = Map.copyOf(pools);
    listener.changed(current);
    loaded.complete(null);
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "none");
    properties.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Ends the thread, within about a second. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
