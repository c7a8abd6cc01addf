package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A task every ten milliseconds, by which one sees whether a worker is silent. A thread produces
 * them; the attempts note when they begin.
 */
final class Pulse implements AutoCloseable {

  static final String TOOL = "pulse";

  private static final long INTERVAL_NANOS = 10_000_000;
  private static final int STEADY = 200;

  private final CountDownLatch steady = new CountDownLatch(STEADY);
  // Attempts run at once on many threads; each notes its beginning here.
  private final AtomicLong lastNanos = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private volatile boolean closed;

  /** What notes each beat. */
  Tool tool() {
    return Tool.named(TOOL)
        .taking(Throughput.Arguments.class)
        .inBackground()
        .running(
            (Throughput.Arguments arguments, ToolContext _) -> {
              beat();
              return Map.of("number", arguments.number());
            });
  }

  private void beat() {
    long now = System.nanoTime();
    long before = lastNanos.getAndSet(now);
    longestNanos.accumulateAndGet(now - before, Math::max);
    steady.countDown();
  }

  /** Begins; returns when beats come in. */
  void start(Bench bench, Settings settings, List<String> keys) throws InterruptedException {
    Thread.ofPlatform().daemon().name("bench-pulse").start(() -> produce(bench, settings, keys));
    steady.await();
    longestNanos.set(0);
  }

  private void produce(Bench bench, Settings settings, List<String> keys) {
    String topic = Bench.topics(settings).commands();
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 0))) {
      long next = System.nanoTime();
      for (int i = 0; !closed; i++) {
        next += INTERVAL_NANOS;
        LockSupport.parkNanos(next - System.nanoTime());
        byte[] key = Tasks.utf8(keys.get(i % keys.size()));
        byte[] value = Tasks.started("pulse-" + i, TOOL, i, "");
        Future<?> _ = producer.send(new ProducerRecord<>(topic, key, value));
      }
    }
  }

  /** The longest time without a beat since it started, in milliseconds. */
  double longestSilence() {
    return longestNanos.get() / 1e6;
  }

  @Override
  public void close() {
    closed = true;
  }
}
