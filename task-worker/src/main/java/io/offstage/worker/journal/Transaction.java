package io.offstage.worker.journal;

import io.offstage.task.Position;
import io.offstage.topic.Command;
import io.offstage.topic.FinishedChild;
import io.offstage.topic.LifecycleHeaders;
import io.offstage.topic.PermitCodec;
import io.offstage.topic.PoolTopics;
import io.offstage.worker.schedule.Entry;
import io.offstage.worker.schedule.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * One transaction under way: what has been sent of which partitions, and what the logs of those
 * enter once it is committed. Belongs to the journal's thread.
 */
final class Transaction {

  /**
   * A snapshot or a permit's state that has been sent, to be entered once it is committed.
   *
   * @param slot of the task, or {@link LiveOffsets#PERMIT}
   */
  private record Sent(
      PartitionLog log, int slot, String key, boolean live, Future<RecordMetadata> at) {}

  private final PoolTopics topics;
  private final Producer<byte[], byte[]> producer;
  private final EntryEncoder encoder;
  private final Transactions.Gate gate;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<PartitionLog, Long> consumed = new HashMap<>();
  private final Map<PartitionLog, Set<Long>> copied = new HashMap<>();
  private final Set<PartitionLog> written = new HashSet<>();
  private final Map<PartitionLog, FloorMark> marks = new HashMap<>();

  Transaction(
      PoolTopics topics,
      Producer<byte[], byte[]> producer,
      EntryEncoder encoder,
      Transactions.Gate gate) {
    this.topics = topics;
    this.producer = producer;
    this.encoder = encoder;
    this.gate = gate;
  }

  /** Appends again those that are still the latest of their tasks, if they still count. */
  void add(Copies copies) {
    PartitionLog log = gate.log(copies.partition(), copies.term());
    if (log != null) {
      consumed.put(log, log.nextOffset());
      copied.computeIfAbsent(log, _ -> new HashSet<>()).addAll(append(copies, log));
    }
  }

  /** Sends what an entry writes, if it still counts. */
  void add(Entry entry) throws InterruptedException {
    PartitionLog log = gate.log(entry.partition(), entry.term());
    if (log != null) {
      consumed.merge(log, Math.max(log.nextOffset(), entry.consumed() + 1), Math::max);
      send(entry, log);
    }
  }

  /** Whether nothing of it counted. */
  boolean isEmpty() {
    return consumed.isEmpty();
  }

  /** The offsets to go on from, each with its floor; only {@link #addLate} comes after this. */
  void sendOffsets(ConsumerGroupMetadata member) {
    consumed
        .keySet()
        .forEach(
            log ->
                marks.put(
                    log, log.mark(!written.contains(log), copied.getOrDefault(log, Set.of()))));
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    marks.forEach(
        (log, mark) ->
            offsets.put(
                new TopicPartition(topics.commands(), log.partition()),
                new OffsetAndMetadata(
                    consumed.getOrDefault(log, log.nextOffset()), mark.metadata())));
    producer.sendOffsetsToTransaction(offsets, member);
  }

  /**
   * Whether an entry may come after the offsets: it consumes nothing, and its partition has been
   * written, so that the floor that was sent holds.
   */
  boolean fitsLate(Entry entry) {
    PartitionLog log = gate.log(entry.partition(), entry.term());
    return entry.consumed() == Entry.NOTHING_CONSUMED && log != null && written.contains(log);
  }

  /** Sends what an entry writes that fits. */
  void addLate(Entry entry) throws InterruptedException {
    PartitionLog log = gate.log(entry.partition(), entry.term());
    if (log != null) {
      send(entry, log);
    }
  }

  /** It is committed: the logs know now. */
  void committed() throws InterruptedException {
    consumed.forEach(PartitionLog::consumedUpTo);
    marks.forEach(PartitionLog::told);
    for (Sent one : sent) {
      RecordMetadata at = metadata(one.at());
      one.log()
          .committed(one.slot(), one.key(), one.live(), at.offset(), sizeOf(at), at.timestamp());
    }
  }

  private Set<Long> append(Copies copies, PartitionLog log) {
    Set<Long> offsets = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : copies.records()) {
      int slot = log.slotAt(record.offset());
      if (slot >= 0) {
        Headers headers = new RecordHeaders(record.headers());
        headers.remove(LifecycleHeaders.COPIED_FROM);
        headers.add(
            LifecycleHeaders.COPIED_FROM,
            Long.toString(record.offset()).getBytes(StandardCharsets.UTF_8));
        Future<RecordMetadata> at =
            producer.send(
                new ProducerRecord<>(
                    record.topic(), record.partition(), record.key(), record.value(), headers));
        String key = new String(record.key(), StandardCharsets.UTF_8);
        enter(new Sent(log, slot, key, true, at));
        offsets.add(record.offset());
      }
    }
    return offsets;
  }

  private void send(Entry entry, PartitionLog log) throws InterruptedException {
    for (Write write : entry.writes()) {
      Write ready = withResultPosition(write, entry.partition());
      Future<RecordMetadata> at = producer.send(encoder.encode(entry.partition(), ready));
      if (write instanceof Write.Snapshot snapshot) {
        var task = snapshot.event().task();
        enter(new Sent(log, snapshot.slot(), task.id(), task.isLive(), at));
      } else if (write instanceof Write.PermitState permit) {
        String key = PermitCodec.keyOf(permit.id());
        enter(new Sent(log, LiveOffsets.PERMIT, key, permit.permit() != null, at));
      }
    }
  }

  private void enter(Sent one) {
    sent.add(one);
    written.add(one.log());
  }

  /**
   * A child's result that is too large to be told is pointed at: its snapshot has just been sent.
   */
  private Write withResultPosition(Write write, int partition) throws InterruptedException {
    if (write
            instanceof
            Write.Send(var to, Command.ChildFinished(var id, var key, var child, var trace), _)
        && child.lacksResult()
        && !sent.isEmpty()) {
      Position at = new Position(partition, offsetOf(sent.getLast().at()));
      FinishedChild pointing = child.withResultAt(at);
      return new Write.Send(to, new Command.ChildFinished(id, key, pointing, trace));
    }
    return write;
  }

  private static long offsetOf(Future<RecordMetadata> sent) throws InterruptedException {
    return metadata(sent).offset();
  }

  private static long sizeOf(RecordMetadata at) {
    return LifecycleScan.sizeOf(at.serializedKeySize(), at.serializedValueSize());
  }

  private static RecordMetadata metadata(Future<RecordMetadata> sent) throws InterruptedException {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }
}
