package io.offstage.topic;

import io.offstage.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How commands of a request are written: each by itself, acknowledged by all in-sync replicas. */
public final class CommandRecords {

  private static final int BLOCK_MS = 5_000;
  private static final int DELIVERY_MS = 10_000;

  private CommandRecords() {}

  /** A producer whose every call ends within ten seconds. */
  public static Producer<byte[], byte[]> producer(Settings settings) {
    Map<String, Object> config = new HashMap<>(settings.kafka().clientProperties());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.topics().maxMessageBytes());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A command as a CloudEvent in Kafka's binary mode.
   *
   * @param key the concurrency key of the task it addresses
   * @param source who sends it: a path
   */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String key, Command command, String source) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, partition, key.getBytes(StandardCharsets.UTF_8), CommandCodec.encode(command));
    header(record.headers(), "ce_specversion", "1.0");
    header(record.headers(), "ce_id", id(command));
    header(record.headers(), "ce_type", command.type());
    header(record.headers(), "ce_source", source);
    return record;
  }

  private static String id(Command command) {
    return switch (command) {
      case Command.Cancel cancel -> cancel.commandId();
      case Command.Resume resume -> resume.commandId();
      default -> command.taskId();
    };
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
