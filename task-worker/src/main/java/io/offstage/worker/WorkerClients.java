package io.offstage.worker;

import io.offstage.settings.KafkaSettings.GroupProtocol;
import io.offstage.settings.Settings;
import io.offstage.settings.WorkerSettings;
import io.offstage.worker.journal.WorkerIdentity;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The properties of a worker's Kafka clients, beginning with what the settings pass through. */
final class WorkerClients {

  private static final int MOST_POLLED = 400;

  // One answer is one array: no larger than a young generation takes in without ado. A record that
  // is larger comes all the same.
  private static final int FETCHED_BYTES = 384 * 1024;

  private static final int FETCHED_OF_PARTITION_BYTES = 128 * 1024;
  private static final int LARGEST_HEADERS = 64 * 1024;
  private static final int BATCH_BYTES = 128 * 1024;
  private static final int PRODUCER_BUFFER_BYTES = 64 * 1024 * 1024;

  private final Settings settings;
  private final WorkerIdentity identity;

  WorkerClients(Settings settings, WorkerIdentity identity) {
    this.settings = settings;
    this.identity = identity;
  }

  Admin admin() {
    Map<String, Object> properties = settings.kafka().clientProperties();
    properties.put("client.id", identity.name() + "-admin");
    return Admin.create(properties);
  }

  /** The consumer of the pool's command topic. */
  Consumer<byte[], byte[]> input() {
    Map<String, Object> properties = reading();
    properties.put("client.id", identity.name());
    properties.put("group.id", identity.groupId());
    properties.put("max.poll.records", MOST_POLLED);
    properties.put("fetch.max.bytes", FETCHED_BYTES);
    properties.put("max.partition.fetch.bytes", FETCHED_OF_PARTITION_BYTES);
    WorkerSettings.Classic classic = settings.worker().classic();
    if (settings.kafka().groupProtocol() == GroupProtocol.CONSUMER) {
      properties.put("group.protocol", "consumer");
      // Moves half as many partitions as range when a worker joins.
      properties.put("group.remote.assignor", "uniform");
    } else {
      properties.put(
          "partition.assignment.strategy",
          "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
      properties.put("session.timeout.ms", (int) classic.sessionTimeout().toMillis());
      properties.put("heartbeat.interval.ms", (int) classic.heartbeatInterval().toMillis());
    }
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * What every consumer of the worker has: it sees what is committed, commits nothing itself, and
   * never guesses where to begin.
   */
  Map<String, Object> reading() {
    Map<String, Object> properties = settings.kafka().clientProperties();
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "none");
    return properties;
  }

  /** What the journal's producers have. */
  Map<String, Object> journal() {
    Map<String, Object> properties = settings.kafka().clientProperties();
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put(
        "transaction.timeout.ms", (int) settings.journal().transactionTimeout().toMillis());
    properties.put("linger.ms", settings.journal().linger().toMillis());
    properties.put("batch.size", BATCH_BYTES);
    properties.put("buffer.memory", PRODUCER_BUFFER_BYTES);
    // A dead letter is the largest record there may be, and headers that say why.
    properties.put("max.request.size", settings.topics().maxMessageBytes() + LARGEST_HEADERS);
    return properties;
  }
}
