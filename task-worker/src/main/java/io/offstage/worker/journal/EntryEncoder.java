package io.offstage.worker.journal;

import io.offstage.task.TraceContext;
import io.offstage.telemetry.CommandSpans;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.offstage.topic.Command;
import io.offstage.topic.CommandCodec;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.KeyPartitioner;
import io.offstage.topic.LifecycleEncoder;
import io.offstage.topic.LifecycleHeaders;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.Permit;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolTopics;
import io.offstage.topic.TraceHeaders;
import io.offstage.worker.input.InputHeaders;
import io.offstage.worker.schedule.Write;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Turns what an entry writes into records. Used by the journal's thread alone. */
final class EntryEncoder {

  private final PoolTopics topics;
  private final ToIntFunction<String> partitionCount;
  private final LifecycleEncoder snapshots;
  private final CommandSpans spans = new CommandSpans(Traces.global());
  private final Map<String, Integer> partitions = new HashMap<>();

  /**
   * An encoder for one pool.
   *
   * @param partitionCount how many partitions a topic has; asked once per topic
   */
  EntryEncoder(PoolTopics topics, ToIntFunction<String> partitionCount) {
    this.topics = topics;
    this.partitionCount = partitionCount;
    this.snapshots = new LifecycleEncoder(topics.lifecycle());
  }

  ProducerRecord<byte[], byte[]> encode(int partition, Write write) {
    return switch (write) {
      case Write.Snapshot snapshot -> snapshots.encode(partition, snapshot.event());
      case Write.PermitState permit -> permit(partition, permit);
      case Write.Send send -> send(send);
      case Write.Refuse refuse -> refuse(partition, refuse.refusal());
      case Write.Forward forward ->
          InputHeaders.forwarded(forward.record().record(), forward.partition());
      case Write.DeadLetter dead -> deadLetter(dead);
    };
  }

  private ProducerRecord<byte[], byte[]> permit(int partition, Write.PermitState state) {
    Permit permit = state.permit();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.lifecycle(),
            partition,
            utf8(PermitCodec.keyOf(state.id())),
            permit == null ? null : PermitCodec.encode(permit));
    header(record, LifecycleHeaders.TYPE, PermitCodec.TYPE);
    header(record, LifecycleHeaders.CONSUMED, Long.toString(state.consumed()));
    return record;
  }

  private ProducerRecord<byte[], byte[]> send(Write.Send send) {
    String topic = new PoolTopics(topics.prefix(), send.to().pool()).commands();
    String key = send.to().concurrencyKey();
    int count = partitions.computeIfAbsent(topic, partitionCount::applyAsInt);
    Command command = send.command();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, KeyPartitioner.partitionOf(key, count), utf8(key), CommandCodec.encode(command));
    header(record, "ce_id", UUID.randomUUID().toString());
    header(record, "ce_type", command.type());
    header(record, "ce_source", "/offstage/pools/" + topics.pool());
    header(record, "ce_specversion", "1.0");
    TraceHeaders.write(record.headers(), published(send, record));
    return record;
  }

  /** What a command bears: whoever takes it is part of its being sent, where that is recorded. */
  private @Nullable TraceContext published(Write.Send send, ProducerRecord<byte[], byte[]> record) {
    if (send.trace() == null || !spans.isOn()) {
      return send.trace();
    }
    try (Traced publish =
        spans.publish(record.topic(), record.partition(), send.command(), send.trace())) {
      return publish.trace();
    }
  }

  private ProducerRecord<byte[], byte[]> refuse(int partition, CommandRefused refusal) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.output(), partition, utf8(refusal.taskId()), OutputCodec.encode(refusal));
    header(record, "type", CommandRefused.TYPE);
    return record;
  }

  private ProducerRecord<byte[], byte[]> deadLetter(Write.DeadLetter dead) {
    ConsumerRecord<byte[], byte[]> came = dead.record().record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            PoolTopics.deadLetter(topics.prefix()), null, came.key(), came.value(), came.headers());
    header(record, InputHeaders.REASON, dead.reason());
    header(record, InputHeaders.FROM_TOPIC, came.topic());
    header(record, InputHeaders.FROM_PARTITION, Integer.toString(came.partition()));
    header(record, InputHeaders.FROM_OFFSET, Long.toString(came.offset()));
    return record;
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
