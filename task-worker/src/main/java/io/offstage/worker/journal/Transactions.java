package io.offstage.worker.journal;

import io.offstage.topic.PoolTopics;
import io.offstage.worker.schedule.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
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

    /** Nothing more is handed over. */
    Late NOTHING =
        new Late() {
          @Override
          public @Nullable Entry more() {
            return null;
          }

          @Override
          public @Nullable Entry last(Predicate<Entry> fits) {
            return null;
          }
        };

    /** Takes the next entry before the offsets are sent; null where it is time to send them. */
    @Nullable Entry more() throws InterruptedException;

    /** Takes the next entry after that if it fits; null where it does not, or there is none. */
    @Nullable Entry last(Predicate<Entry> fits);
  }

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
    return commit(copies, new ArrayList<>(entries), gate, Late.NOTHING);
  }

  /**
   * The same, and with them what comes meanwhile: while many come, everything, since a transaction
   * costs the broker much and a record little; then what comes while the offsets are sent and
   * consumes nothing more: a task that is over as soon as it starts is seen to end with its start.
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
    producer.beginTransaction();
    // Before the gate is asked: who loses a partition after that, and is a member again by the time
    // the offsets are sent, is refused, since the broker checks the member and not what it owns.
    ConsumerGroupMetadata member = awaitMembership();
    Transaction transaction = new Transaction(topics, producer, encoder, gate);
    copies.forEach(transaction::add);
    for (Entry entry : entries) {
      transaction.add(entry);
    }
    for (Entry entry = late.more(); entry != null; entry = late.more()) {
      entries.add(entry);
      transaction.add(entry);
    }
    if (transaction.isEmpty()) {
      producer.abortTransaction();
      return false;
    }
    transaction.sendOffsets(member);
    for (Entry entry = late.last(transaction::fitsLate);
        entry != null;
        entry = late.last(transaction::fitsLate)) {
      entries.add(entry);
      transaction.addLate(entry);
    }
    commit(producer);
    transaction.committed();
    return true;
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

  @Override
  public void close() {
    producers.forEach(p -> p.close(CLOSE_TIMEOUT));
  }
}
