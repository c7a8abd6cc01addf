package io.offstage.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/**
 * How many records the workers of this JVM read to recover a partition, as their consumers count
 * them themselves: each of these has one partition, and says so in its metrics. Kafka makes one of
 * these for each client, and closes it with the client.
 */
public final class RecoveryReads implements MetricsReporter {

  // From the threads that recover to the one that measures; Kafka makes the instances.
  private static final Map<Integer, Long> READ = new ConcurrentHashMap<>();

  private boolean recovers;
  private @Nullable KafkaMetric consumed;
  private volatile int partition = -1;

  /** Forgets what was read so far. */
  static void forget() {
    READ.clear();
  }

  /** Records read since, by partition. */
  static Map<Integer, Long> byPartition() {
    return Map.copyOf(READ);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    recovers = String.valueOf(configs.get("client.id")).endsWith("-recovery");
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    Map<String, String> tags = metric.metricName().tags();
    String of = tags.get("partition");
    if (recovers && of != null) {
      partition = Integer.parseInt(of);
    } else if (recovers
        && metric.metricName().name().equals("records-consumed-total")
        && !tags.containsKey("topic")) {
      consumed = metric;
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {
    if (consumed != null && partition >= 0) {
      READ.merge(partition, ((Number) consumed.metricValue()).longValue(), Long::sum);
    }
  }
}
