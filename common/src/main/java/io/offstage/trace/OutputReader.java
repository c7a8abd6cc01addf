package io.offstage.trace;

import io.offstage.settings.Settings;
import io.offstage.store.StoredTask;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import io.offstage.topic.PoolTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what tasks have written. Any thread; each call has a consumer of its own, for five seconds
 * and {@value #MOST_RECORDS} records per partition at most.
 */
public final class OutputReader {

  static final int MOST_RECORDS = 100_000;
  private static final long MOST_BYTES = 16L << 20;
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);

  /** Clocks of workers and brokers differ by less. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final String prefix;
  private final Map<String, Object> client;

  public OutputReader(Settings settings) {
    this.prefix = settings.topics().prefix();
    Map<String, Object> config = new HashMap<>(settings.kafka().clientProperties());
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) MOST.toMillis());
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) MOST.toMillis());
    this.client = Map.copyOf(config);
  }

  /**
   * What was found.
   *
   * @param complete whether that is all; output past its retention is not missed
   */
  public record Found(Map<String, List<OutputRecord>> byTask, boolean complete) {

    static final Found NOTHING = new Found(Map.of(), true);

    /** Of one task. */
    public List<OutputRecord> of(String taskId) {
      return Objects.requireNonNullElse(byTask.get(taskId), List.of());
    }
  }

  /** What one task has written so far. */
  public Found read(StoredTask task) throws InterruptedException {
    return read(List.of(TracedTask.of(task)));
  }

  Found read(Collection<TracedTask> tasks) throws InterruptedException {
    Map<TopicPartition, Map<String, TracedTask>> byPartition = new HashMap<>();
    for (TracedTask task : tasks) {
      if (task.isLive() || task.outputTo() > 0) {
        byPartition
            .computeIfAbsent(partition(task.row()), _ -> new HashMap<>())
            .put(task.id(), task);
      }
    }
    if (byPartition.isEmpty()) {
      return Found.NOTHING;
    }
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
      Map<String, WrittenOutput> written = new HashMap<>();
      boolean complete = true;
      long deadline = System.nanoTime() + MOST.toNanos();
      for (var entry : byPartition.entrySet()) {
        complete &= new Stretch(consumer, entry.getKey(), entry.getValue(), written).read(deadline);
      }
      Map<String, List<OutputRecord>> records = new HashMap<>();
      written.forEach((id, output) -> records.put(id, output.records()));
      return new Found(records, complete);
    } catch (InterruptException e) {
      // Its constructor has set the flag again.
      Thread.interrupted();
      throw (InterruptedException)
          new InterruptedException("interrupted while reading").initCause(e);
    } catch (KafkaException e) {
      return new Found(Map.of(), false);
    }
  }

  private TopicPartition partition(StoredTask row) {
    return new TopicPartition(
        new PoolTopics(prefix, row.key().pool()).output(), row.key().partition());
  }

  /** What is wanted of one partition. */
  private record Stretch(
      KafkaConsumer<String, byte[]> consumer,
      TopicPartition partition,
      Map<String, TracedTask> wanted,
      Map<String, WrittenOutput> written) {

    /** Whether it got to the end. */
    boolean read(long deadline) {
      List<TopicPartition> only = List.of(partition);
      long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
      long from = Math.max(from(), consumer.beginningOffsets(only).getOrDefault(partition, 0L));
      if (from >= end) {
        return true;
      }
      consumer.assign(only);
      consumer.seek(partition, from);
      int records = 0;
      long bytes = 0;
      while (consumer.position(partition) < end && !hasAll()) {
        if (System.nanoTime() >= deadline || records >= MOST_RECORDS || bytes >= MOST_BYTES) {
          return false;
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
          records++;
          if (record.offset() < end && wanted.containsKey(record.key())) {
            bytes += take(record);
          }
        }
      }
      return true;
    }

    private long from() {
      long first = Long.MAX_VALUE;
      for (TracedTask task : wanted.values()) {
        Long known = task.outputFrom();
        if (known != null) {
          first = Math.min(first, known);
        } else {
          long since = task.createdAt().minus(SKEW).toEpochMilli();
          OffsetAndTimestamp found =
              consumer.offsetsForTimes(Map.of(partition, since)).get(partition);
          first = Math.min(first, found == null ? Long.MAX_VALUE : found.offset());
        }
      }
      return first;
    }

    private boolean hasAll() {
      return wanted.values().stream()
          .allMatch(
              task -> {
                WrittenOutput output = written.get(task.id());
                return !task.isLive() && output != null && output.end() >= task.outputTo();
              });
    }

    private int take(ConsumerRecord<String, byte[]> record) {
      try {
        if (OutputCodec.decode(record.value()) instanceof OutputCodec.Content.Chunks(var output)) {
          written.computeIfAbsent(output.taskId(), _ -> new WrittenOutput()).add(output);
          return record.serializedValueSize();
        }
      } catch (MalformedRecord _) {
        // Not ours, whoever wrote it: readers of output pass it over.
      }
      return 0;
    }
  }
}
