package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TopicAdmin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where workloads are run: a broker, and fresh topics for each run.
 *
 * @param bootstrapServers of the broker
 * @param freshDatabase makes an empty database, and says its JDBC URL with user {@code postgres}
 */
record Bench(String bootstrapServers, Supplier<String> freshDatabase) {

  static final int PARTITIONS = 12;

  private static final AtomicInteger RUNS = new AtomicInteger();

  /** Settings of a fresh set of topics, which exist when this returns. */
  Settings fresh(String... more) {
    return Settings.of(freshFlags(more).toArray(String[]::new));
  }

  /** Like {@link #fresh}, {@code key=value} each, for a worker in another process. */
  List<String> freshFlags(String... more) {
    List<String> flags =
        Stream.concat(
                Stream.of(
                    "kafka.bootstrap.servers=" + bootstrapServers,
                    "topics.prefix=bench-" + RUNS.incrementAndGet() + ".",
                    "topics.partitions=" + PARTITIONS,
                    "topics.replication-factor=1"),
                Arrays.stream(more))
            .toList();
    Settings settings = Settings.of(flags.toArray(String[]::new));
    try (Admin admin = Admin.create(settings.kafka().clientProperties())) {
      new TopicAdmin(admin, settings).apply(TopicAdmin.Alter.NOTHING);
    }
    return flags;
  }

  /** Settings of an empty database. */
  List<String> postgres() {
    return List.of(
        "postgres.url=" + freshDatabase.get().replaceFirst("\\?.*$", ""), "postgres.user=postgres");
  }

  static PoolTopics topics(Settings settings) {
    return new PoolTopics(settings.topics().prefix(), "tools");
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> properties = clientProperties(more);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> properties = clientProperties(more);
    properties.putIfAbsent("isolation.level", "read_committed");
    properties.putIfAbsent("max.poll.records", 5_000);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> clientProperties(Map<String, Object> more) {
    Map<String, Object> properties =
        new java.util.HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
    properties.putAll(more);
    return properties;
  }
}
