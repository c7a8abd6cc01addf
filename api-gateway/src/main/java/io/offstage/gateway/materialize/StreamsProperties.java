package io.offstage.gateway.materialize;

import io.offstage.settings.MaterializerSettings;
import io.offstage.settings.Settings;
import io.offstage.settings.WorkerSettings;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of the Streams app. */
final class StreamsProperties {

  /** Never by itself: only after a batch was written ({@link PoolFold}), and on handing over. */
  private static final Duration COMMIT_INTERVAL = Duration.ofDays(1);

  /** Filling an empty table takes as long; what waits for Postgres gives up sooner by itself. */
  private static final Duration LONGEST_PROCESSING = Duration.ofMinutes(15);

  private static final long LONGEST_TICK_MS = 50;

  private StreamsProperties() {}

  /** The consumer group, too: one per deployment. */
  static String applicationId(Settings settings) {
    return settings.topics().prefix() + settings.materializer().applicationId();
  }

  /** How often a thread that has nothing else to do looks at its batch. */
  static Duration tick(MaterializerSettings settings) {
    return Duration.ofMillis(
        Math.clamp(settings.commitInterval().toMillis() / 4, 1, LONGEST_TICK_MS));
  }

  static Properties of(Settings settings) {
    MaterializerSettings own = settings.materializer();
    Properties all = new Properties();
    all.putAll(settings.kafka().clientProperties());
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(settings));
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, own.threads());
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
    all.put(StreamsConfig.POLL_MS_CONFIG, tick(own).toMillis());
    // Streams is a classic group of its own.
    WorkerSettings.Classic group = settings.worker().classic();
    consumer(
        all, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) group.sessionTimeout().toMillis());
    consumer(
        all,
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        (int) group.heartbeatInterval().toMillis());
    // The order of records of different topics does not matter, so none waits for another.
    all.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
    consumer(all, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer(all, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer(all, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_PROCESSING.toMillis());
    return all;
  }

  private static void consumer(Properties all, String key, Object value) {
    all.put(StreamsConfig.consumerPrefix(key), value);
  }
}
