package io.offstage.agent.control;

import io.offstage.settings.Settings;
import io.offstage.task.Place;
import io.offstage.task.TraceContext;
import io.offstage.telemetry.CommandSpans;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Records in the pools' command topics. Any thread; every call ends within ten seconds. */
public final class KafkaCancels implements Cancels, AutoCloseable {

  private static final int BLOCK_MS = 5_000;
  private static final int DELIVERY_MS = 10_000;
  private static final String SOURCE = "/offstage/agent-worker";

  private final String prefix;
  private final Producer<byte[], byte[]> producer;
  private final CommandSpans spans = new CommandSpans(Traces.global());

  public KafkaCancels(Settings settings) {
    this.prefix = settings.topics().prefix();
    Map<String, Object> config = new HashMap<>(settings.kafka().clientProperties());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void send(Place to, Command.Cancel cancel, @Nullable TraceContext trace)
      throws InterruptedException {
    String topic = new PoolTopics(prefix, to.pool()).commands();
    try {
      int partitions = producer.partitionsFor(topic).size();
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic,
              KeyPartitioner.partitionOf(to.concurrencyKey(), partitions),
              to.concurrencyKey().getBytes(StandardCharsets.UTF_8),
              CommandCodec.encode(cancel));
      header(record.headers(), "ce_specversion", "1.0");
      header(record.headers(), "ce_id", cancel.commandId());
      header(record.headers(), "ce_type", cancel.type());
      header(record.headers(), "ce_source", SOURCE);
      try (Traced publish = spans.publish(topic, record.partition(), cancel, trace)) {
        TraceHeaders.write(record.headers(), publish.trace());
        var _ = producer.send(record).get();
      }
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not take the command", e.getCause());
    }
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Idempotent. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
