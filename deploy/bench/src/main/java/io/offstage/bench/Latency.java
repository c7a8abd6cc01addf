package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How long a task takes from its producer to its start, and to the moment a read-committed reader
 * sees it completed; beside how long a plain consumer takes to see the started record.
 *
 * @param perSecond tasks produced, evenly
 * @param seconds for how long
 */
record Latency(int perSecond, int seconds) {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int WARM_UP = 500;

  static List<Measurement> both(Session session) throws InterruptedException {
    session.talk("latency, a run to warm up …");
    new Latency(500, 10).measure(session.bench());
    session.talk("latency at 50/s and 1,000/s …");
    return List.of(
        new Latency(50, 20).measure(session.bench()),
        new Latency(1_000, 10).measure(session.bench()));
  }

  Measurement measure(Bench bench) throws InterruptedException {
    int tasks = perSecond * seconds + WARM_UP;
    Settings settings = bench.fresh("worker.key-concurrency=1000");
    AtomicLongArray produced = new AtomicLongArray(tasks);
    AtomicLongArray polled = new AtomicLongArray(tasks);
    AtomicLongArray started = new AtomicLongArray(tasks);
    AtomicLongArray completed = new AtomicLongArray(tasks);
    AtomicBoolean done = new AtomicBoolean();
    String commands = Bench.topics(settings).commands();
    String lifecycle = Bench.topics(settings).lifecycle();
    Thread plain = Thread.ofPlatform().start(() -> watch(bench, commands, false, polled, done));
    Thread reader = Thread.ofPlatform().start(() -> watch(bench, lifecycle, true, completed, done));
    try (TaskWorker _ = TaskWorker.serving(settings, Tasks.noting(started))) {
      produce(bench, commands, produced);
      while (!complete(completed)) {
        LockSupport.parkNanos(1_000_000);
      }
    } finally {
      done.set(true);
      plain.join();
      reader.join();
    }
    Samples start = between(produced, started);
    Samples end = between(produced, completed);
    Samples ceiling = between(produced, polled);
    Map<String, Double> details = new TreeMap<>(start.percentiles("start"));
    details.putAll(end.percentiles("completed"));
    details.putAll(ceiling.percentiles("plain_consumer"));
    return new Measurement(
        "latency-" + perSecond, start.median(), ceiling.median(), "ms to start", details);
  }

  private void produce(Bench bench, String topic, AtomicLongArray produced) {
    long interval = 1_000_000_000L / perSecond;
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 0))) {
      long next = System.nanoTime();
      for (int i = 0; i < produced.length(); i++) {
        next += i < WARM_UP ? 4_000_000 : interval;
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        byte[] value = Tasks.started(i);
        produced.set(i, System.nanoTime());
        Future<?> _ = producer.send(new ProducerRecord<>(topic, Tasks.key(i), value));
      }
    }
  }

  /** Notes when each task's record is first seen: its started record, or the one that ends it. */
  static void watch(
      Bench bench, String topic, boolean ends, AtomicLongArray seen, AtomicBoolean done) {
    List<TopicPartition> partitions =
        IntStream.range(0, Bench.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(Map.of())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!done.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!ends) {
            seen.set(numberIn(record.value()), System.nanoTime());
          } else if (LogSpan.endsATask(record)) {
            seen.set(Tasks.number(record.key()), System.nanoTime());
          }
        }
      }
    }
  }

  private static int numberIn(byte[] started) {
    String text = new String(started, java.nio.charset.StandardCharsets.UTF_8);
    int from = text.indexOf("\"number\":") + 9;
    return Integer.parseInt(text.substring(from, text.indexOf(',', from)));
  }

  private static boolean complete(AtomicLongArray seen) {
    for (int i = 0; i < seen.length(); i++) {
      if (seen.get(i) == 0) {
        return false;
      }
    }
    return true;
  }

  /** In milliseconds, without the warm-up. */
  private static Samples between(AtomicLongArray from, AtomicLongArray to) {
    return new Samples(
        IntStream.range(WARM_UP, from.length())
            .mapToDouble(i -> (to.get(i) - from.get(i)) / 1e6)
            .toArray());
  }
}
