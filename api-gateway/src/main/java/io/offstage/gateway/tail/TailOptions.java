package io.offstage.gateway.tail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the tail reads and how.
 *
 * @param kafka properties of every Kafka client
 * @param prefix of all topics
 * @param pools whose topics are read
 * @param bounds of each subscription
 */
public record TailOptions(
    Map<String, Object> kafka, String prefix, List<String> pools, Subscription.Bounds bounds) {

  public TailOptions {
    kafka = Map.copyOf(kafka);
    pools = pools.stream().sorted().toList();
  }

  /** A new consumer of committed records, in no group. */
  Consumer<byte[], byte[]> consumer() {
    return consumer(Map.of());
  }

  /**
   * The same for a stretch that has been written: whoever has read it does not wait, when closing,
   * for a fetch of what follows.
   */
  Consumer<byte[], byte[]> consumerOfThePast() {
    return consumer(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10));
  }

  private Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.putAll(more);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public String toString() {
    return "TailOptions[prefix=" + prefix + ", pools=" + pools + "]";
  }
}
