package io.offstage.agent.control;

import io.offstage.settings.Settings;
import io.offstage.task.Place;
import io.offstage.task.TraceContext;
import io.offstage.telemetry.CommandSpans;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRecords;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TraceHeaders;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Records in the pools' command topics. Any thread; every call ends within ten seconds. */
public final class KafkaCancels implements Cancels, AutoCloseable {

  private static final String SOURCE = "/offstage/agent-worker";

  private final String prefix;
  private final Producer<byte[], byte[]> producer;
  private final CommandSpans spans = new CommandSpans(Traces.global());

  public KafkaCancels(Settings settings) {
    this.prefix = settings.topics().prefix();
    this.producer = CommandRecords.producer(settings);
  }

  @Override
  public void send(Place to, Command.Cancel cancel, @Nullable TraceContext trace)
      throws InterruptedException {
    String topic = new PoolTopics(prefix, to.pool()).commands();
    try {
      int partitions = producer.partitionsFor(topic).size();
      String key = to.concurrencyKey();
      ProducerRecord<byte[], byte[]> record =
          CommandRecords.record(
              topic, KeyPartitioner.partitionOf(key, partitions), key, cancel, SOURCE);
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

  /** Idempotent. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
