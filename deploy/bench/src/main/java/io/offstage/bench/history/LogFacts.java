package io.offstage.bench.history;

import io.offstage.settings.Settings;
import io.offstage.task.Position;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolRules;
import io.offstage.topic.PoolTopics;
import io.offstage.worker.input.InputHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of all pools and the dead letters, read-committed, from the beginning on, as facts.
 * One thread.
 */
public final class LogFacts implements AutoCloseable {

  /** What the records of one topic are. */
  private record Reading(String pool, CommandCodec commands, LifecycleCodec lifecycle) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Reading> commands = new HashMap<>();
  private final Map<String, Reading> lifecycle = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Consumer<Fact> facts;

  /** Nothing read yet; the topics must exist. */
  public LogFacts(Settings settings, Consumer<Fact> facts) {
    this.facts = facts;
    Map<String, Object> properties = new HashMap<>(settings.kafka().clientProperties());
    properties.put("isolation.level", "read_committed");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    String prefix = settings.topics().prefix();
    List<String> topics = new ArrayList<>(List.of(PoolTopics.deadLetter(prefix)));
    for (String pool : settings.pools().keySet()) {
      PoolRules rules =
          new PoolRules(pool, settings.pool(pool).keyTemplate(), pool.equals(PoolRules.AGENTS));
      Reading reading = new Reading(pool, new CommandCodec(rules), new LifecycleCodec(rules));
      PoolTopics names = new PoolTopics(prefix, pool);
      commands.put(names.commands(), reading);
      lifecycle.put(names.lifecycle(), reading);
      topics.add(names.commands());
      topics.add(names.lifecycle());
    }
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      consumer.partitionsFor(topic).forEach(p -> all.add(new TopicPartition(topic, p.partition())));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /**
   * Reads what there is, or waits.
   *
   * @throws MalformedRecord when a lifecycle record cannot be understood
   */
  public void poll(Duration patience) throws MalformedRecord {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      Reading asked = commands.get(record.topic());
      Reading happened = lifecycle.get(record.topic());
      if (asked != null) {
        asked(asked, record);
      } else if (happened != null) {
        happened(happened, record);
      } else {
        buried(record);
      }
    }
  }

  private void asked(Reading reading, ConsumerRecord<byte[], byte[]> record) {
    try {
      Instant at = Instant.ofEpochMilli(record.timestamp());
      if (reading.commands.decode(text(record.key()), record.value(), at)
          instanceof Command.Start(var task)) {
        facts.accept(
            new Fact.Asked(reading.pool, at(record), InputHeaders.startedFrom(record), task));
      }
    } catch (MalformedRecord _) {
      // Anybody may write here; the dead letter topic tells of it.
    }
  }

  private void happened(Reading reading, ConsumerRecord<byte[], byte[]> record)
      throws MalformedRecord {
    if (record.value() != null && !PermitCodec.isPermit(record.key())) {
      facts.accept(
          new Fact.Happened(
              reading.pool,
              at(record),
              Instant.ofEpochMilli(record.timestamp()),
              reading.lifecycle.decode(record.value()),
              Objects.requireNonNull(JsonFields.of(record.value()).rawObject("task"))));
    }
  }

  private void buried(ConsumerRecord<byte[], byte[]> letter) {
    Reading reading = commands.get(header(letter, InputHeaders.FROM_TOPIC));
    if (reading != null) {
      Position own =
          new Position(
              Integer.parseInt(header(letter, InputHeaders.FROM_PARTITION)),
              Long.parseLong(header(letter, InputHeaders.FROM_OFFSET)));
      facts.accept(
          new Fact.Buried(
              reading.pool,
              InputHeaders.startedFrom(letter, own),
              header(letter, InputHeaders.REASON)));
    }
  }

  private static Position at(ConsumerRecord<?, ?> record) {
    return new Position(record.partition(), record.offset());
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static @Nullable String text(byte @Nullable [] utf8) {
    return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
  }

  /** The offset after the last record of each partition that has any. */
  public Map<TopicPartition, Long> next() {
    return Map.copyOf(next);
  }

  /** Whether everything that is stable has been read. */
  public boolean isAtEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
