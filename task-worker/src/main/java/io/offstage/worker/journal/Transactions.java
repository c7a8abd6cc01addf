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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two transactional producers that take turns. A batch is committed whole; where the broker aborts
 * it, it is appended again in order, without what has been lost meanwhile; where a producer is dead
 * or the outcome unknown, an exception says so and all is over.
 */
public final class Transactions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final int PRODUCERS = 2;
  private static final Duration PAUSE_AFTER_ABORT = Duration.ofMillis(50);
  private static final int MOST_ABORTS = 600;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** Which entries still count. */
  interface Gate {

    /** The log of a partition if what was decided in this term still counts, else null. */
    @Nullable PartitionLog log(int partition, long term);
  }

  /** What is handed over while a transaction is under way. */
  interface Late {

    /** Takes the next entry if it fits; null where it does not, or there is none. */
    @Nullable Entry next(Predicate<Entry> fits);
  }

  /**
   * A snapshot or a permit's state that has been sent, to be entered once it is committed.
   *
   * @param slot of the task, or {@link LiveOffsets#PERMIT}
   */
  private record Sent(
      PartitionLog log, int slot, String key, boolean live, Future<RecordMetadata> at) {}

  private final PoolTopics topics;
  private final List<Producer<byte[], byte[]>> producers;
  private final EntryEncoder encoder;
  private final Supplier<@Nullable ConsumerGroupMetadata> membership;
  private int turn;

  private Transactions(
      PoolTopics topics,
      List<Producer<byte[], byte[]>> producers,
      Supplier<@Nullable ConsumerGroupMetadata> membership) {
    this.topics = topics;
    this.producers = producers;
    this.encoder =
        new EntryEncoder(topics, topic -> producers.getFirst().partitionsFor(topic).size());
    this.membership = membership;
  }

  /**
   * Makes the producers; what earlier ones of this worker left open is aborted by that.
   *
   * @param properties of the clients
   * @param membership the group metadata as of the last poll; null while the worker is no member
   */
  public static Transactions connect(
      WorkerIdentity identity,
      Map<String, Object> properties,
      Supplier<@Nullable ConsumerGroupMetadata> membership) {
    List<Producer<byte[], byte[]>> producers = new ArrayList<>();
    try {
      for (int i = 0; i < PRODUCERS; i++) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put("transactional.id", identity.transactionalId(i));
        own.put("client.id", identity.name() + "-journal-" + i);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        producer.initTransactions();
      }
    } catch (KafkaException e) {
      producers.forEach(p -> p.close(CLOSE_TIMEOUT));
      throw e;
    }
    return new Transactions(identity.topics(), producers, membership);
  }

  /**
   * Commits these copies and entries in one transaction. The copies go first: what a task becomes
   * in this transaction stands behind what it was before.
   *
   * @param gate asked again before every attempt
   * @return false where none of them counts any more, and nothing was committed
   * @throws KafkaException if it is unknown whether they are committed, or nothing more can be
   */
  boolean commit(List<Copies> copies, List<Entry> entries, Gate gate) throws InterruptedException {
    return commit(copies, new ArrayList<>(entries), gate, _ -> null);
  }

  /**
   * The same, and with them what comes while the offsets are sent and consumes nothing more: a task
   * that is over as soon as it starts is seen to end with its start.
   *
   * @param entries what comes late is added
   */
  boolean commit(List<Copies> copies, List<Entry> entries, Gate gate, Late late)
      throws InterruptedException {
    for (int aborts = 0; ; aborts++) {
      Producer<byte[], byte[]> producer = producers.get(turn);
      try {
        boolean committed = transact(producer, copies, entries, gate, late);
        turn = (turn + 1) % PRODUCERS;
        return committed;
      } catch (KafkaException e) {
        if (aborts == MOST_ABORTS) {
          throw e;
        }
        LOG.atInfo()
            .addKeyValue("cause", e.toString())
            .log("transaction refused; aborting it and appending again");
        producer.abortTransaction();
        Thread.sleep(PAUSE_AFTER_ABORT);
      }
    }
  }

  private boolean transact(
      Producer<byte[], byte[]> producer,
      List<Copies> copies,
      List<Entry> entries,
      Gate gate,
      Late late)
      throws InterruptedException {
    if (entries.stream().allMatch(e -> gate.log(e.partition(), e.term()) == null)
        && copies.stream().allMatch(c -> gate.log(c.partition(), c.term()) == null)) {
      return false;
    }
    List<Sent> sent = new ArrayList<>(entries.size() * 2);
    Map<PartitionLog, Long> consumed = new HashMap<>();
    Map<PartitionLog, Set<Long>> copied = new HashMap<>();
    producer.beginTransaction();
    // Before the gate is asked: who loses a partition after that, and is a member again by the time
    // the offsets are sent, is refused, since the broker checks the member and not what it owns.
    ConsumerGroupMetadata member = awaitMembership();
    for (Copies all : copies) {
      PartitionLog log = gate.log(all.partition(), all.term());
      if (log != null) {
        consumed.put(log, log.nextOffset());
        copied.computeIfAbsent(log, _ -> new HashSet<>()).addAll(append(producer, all, log, sent));
      }
    }
    for (Entry entry : entries) {
      PartitionLog log = gate.log(entry.partition(), entry.term());
      if (log != null) {
        consumed.merge(log, Math.max(log.nextOffset(), entry.consumed() + 1), Math::max);
        send(producer, entry, log, sent);
      }
    }
    if (consumed.isEmpty()) {
      producer.abortTransaction();
      return false;
    }
    Map<PartitionLog, FloorMark> marks = marks(consumed.keySet(), sent, copied);
    producer.sendOffsetsToTransaction(offsets(consumed, marks), member);
    sendLate(producer, entries, gate, late, sent);
    commit(producer);
    consumed.forEach(PartitionLog::consumedUpTo);
    marks.forEach(PartitionLog::told);
    for (Sent snapshot : sent) {
      RecordMetadata at = metadata(snapshot.at());
      snapshot
          .log()
          .committed(
              snapshot.slot(),
              snapshot.key(),
              snapshot.live(),
              at.offset(),
              sizeOf(at),
              at.timestamp());
    }
    return true;
  }

  /** Only of partitions that this transaction has written, and so carries an offset of. */
  private void sendLate(
      Producer<byte[], byte[]> producer, List<Entry> entries, Gate gate, Late late, List<Sent> sent)
      throws InterruptedException {
    Set<PartitionLog> written = sent.stream().map(Sent::log).collect(Collectors.toSet());
    Predicate<Entry> fits =
        entry -> {
          PartitionLog log = gate.log(entry.partition(), entry.term());
          return entry.consumed() == Entry.NOTHING_CONSUMED && log != null && written.contains(log);
        };
    for (Entry entry = late.next(fits); entry != null; entry = late.next(fits)) {
      entries.add(entry);
      PartitionLog log = gate.log(entry.partition(), entry.term());
      if (log != null) {
        send(producer, entry, log, sent);
      }
    }
  }

  /** The floors as of what is committed so far, and of what is appended again. */
  private static Map<PartitionLog, FloorMark> marks(
      Set<PartitionLog> consumed, List<Sent> sent, Map<PartitionLog, Set<Long>> copied) {
    Set<PartitionLog> written = sent.stream().map(Sent::log).collect(Collectors.toSet());
    Map<PartitionLog, FloorMark> marks = new HashMap<>();
    consumed.forEach(
        log ->
            marks.put(log, log.mark(!written.contains(log), copied.getOrDefault(log, Set.of()))));
    return marks;
  }

  /** The offsets to go on from, each with its floor. */
  private Map<TopicPartition, OffsetAndMetadata> offsets(
      Map<PartitionLog, Long> consumed, Map<PartitionLog, FloorMark> marks) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    marks.forEach(
        (log, mark) ->
            offsets.put(
                new TopicPartition(topics.commands(), log.partition()),
                new OffsetAndMetadata(
                    consumed.getOrDefault(log, log.nextOffset()), mark.metadata())));
    return offsets;
  }

  /** Appends again those that are still the latest of their tasks; where those stood. */
  private static Set<Long> append(
      Producer<byte[], byte[]> producer, Copies copies, PartitionLog log, List<Sent> sent) {
    Set<Long> copied = new HashSet<>();
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
        sent.add(new Sent(log, slot, key, true, at));
        copied.add(record.offset());
      }
    }
    return copied;
  }

  private void send(
      Producer<byte[], byte[]> producer, Entry entry, PartitionLog log, List<Sent> sent)
      throws InterruptedException {
    for (Write write : entry.writes()) {
      Write ready = withResultPosition(write, entry.partition(), sent);
      Future<RecordMetadata> at = producer.send(encoder.encode(entry.partition(), ready));
      if (write instanceof Write.Snapshot snapshot) {
        var task = snapshot.event().task();
        sent.add(new Sent(log, snapshot.slot(), task.id(), task.isLive(), at));
      } else if (write instanceof Write.PermitState permit) {
        String key = PermitCodec.keyOf(permit.id());
        sent.add(new Sent(log, LiveOffsets.PERMIT, key, permit.permit() != null, at));
      }
    }
  }

  /**
   * A child's result that is too large to be told is pointed at: its snapshot has just been sent.
   */
  private static Write withResultPosition(Write write, int partition, List<Sent> sent)
      throws InterruptedException {
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

  /** Commits; where the answer does not come in time, the same commit again until it does. */
  private static void commit(Producer<byte[], byte[]> producer) {
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        LOG.atWarn().log("no answer to a commit yet; asking again");
      }
    }
  }

  private ConsumerGroupMetadata awaitMembership() throws InterruptedException {
    for (int i = 0; i < MOST_ABORTS; i++) {
      ConsumerGroupMetadata metadata = membership.get();
      if (metadata != null && metadata.generationId() >= 0) {
        return metadata;
      }
      Thread.sleep(PAUSE_AFTER_ABORT);
    }
    throw new KafkaException("this worker is no member of its group");
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

  @Override
  public void close() {
    producers.forEach(p -> p.close(CLOSE_TIMEOUT));
  }
}
