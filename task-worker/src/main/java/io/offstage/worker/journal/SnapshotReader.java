package io.offstage.worker.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads committed snapshots by their offsets, on a thread of its own with a consumer of its own,
 * which it makes when it is asked for the first time.
 */
public final class SnapshotReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(500);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_POLLED = 1_000;

  /** Records apart beyond which one fetch is not worth reading what stands between. */
  private static final long FAR = 2_000;

  /** Who is given what was read. Called from the reader's thread; may block. */
  interface Asker {

    /**
     * The answer.
     *
     * @param found the records that are there, ascending
     */
    void read(List<ConsumerRecord<byte[], byte[]>> found) throws InterruptedException;
  }

  private record Request(int partition, List<Long> offsets, Asker asker) {}

  private final String topic;
  private final Map<String, Object> consumerProperties;

  /** Bounded by those who ask: the owner by its window, the journal by its partitions. */
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  private final Thread thread;

  /**
   * A reader of one topic.
   *
   * @param consumerProperties with what every consumer of the worker has
   */
  public SnapshotReader(
      WorkerIdentity identity, String topic, Map<String, Object> consumerProperties) {
    this.topic = topic;
    this.consumerProperties = new HashMap<>(consumerProperties);
    this.consumerProperties.put("client.id", identity.name() + "-snapshots");
    this.consumerProperties.put("max.poll.records", MOST_POLLED);
    this.thread = Thread.ofPlatform().name("offstage-snapshots").start(this::run);
  }

  /** Asks for the records at these offsets, which ascend. Returns at once. */
  void read(int partition, List<Long> offsets, Asker asker) {
    requests.add(new Request(partition, offsets, asker));
  }

  private void run() {
    try {
      while (true) {
        serve(requests.take());
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.atDebug().log("reader of snapshots interrupted");
    }
  }

  private void serve(Request first) throws InterruptedException {
    Request request = first;
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            consumerProperties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      while (true) {
        request.asker().read(find(consumer, request));
        request = requests.take();
      }
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("partition", request.partition())
          .setCause(e)
          .log("snapshots could not be read");
      Thread.sleep(PAUSE_AFTER_ERROR);
      request.asker().read(List.of());
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> find(
      Consumer<byte[], byte[]> consumer, Request request) {
    TopicPartition partition = new TopicPartition(topic, request.partition());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>(request.offsets().size());
    consumer.assign(Set.of(partition));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long position = -1;
    int wanted = 0;
    while (wanted < request.offsets().size() && System.nanoTime() < deadline) {
      long next = request.offsets().get(wanted);
      if (position < 0 || next - position > FAR) {
        consumer.seek(partition, next);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        while (wanted < request.offsets().size()
            && request.offsets().get(wanted) < record.offset()) {
          wanted++;
        }
        if (wanted < request.offsets().size() && request.offsets().get(wanted) == record.offset()) {
          found.add(record);
          wanted++;
        }
      }
      position = consumer.position(partition);
    }
    return found;
  }

  /** What has been asked for and not been read is never answered. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
