package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.task.MemoryScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * How long an event takes from its producer to those who follow its thread over one gateway, twenty
 * each, beside how long a plain consumer takes to see it; and what the gateway needs for that.
 *
 * @param subscribers open streams, in twenties
 * @param eventsPerSecond tasks that end, evenly, each in one of the threads
 * @param seconds for how long
 */
record Fanout(int subscribers, int eventsPerSecond, int seconds) {

  private static final int OF_A_THREAD = 20;
  private static final int WARM_UP_SECONDS = 3;
  private static final Duration MIGRATION = Duration.ofSeconds(60);

  List<Measurement> measure(Session session) throws InterruptedException {
    Bench bench = session.bench();
    List<String> flags =
        bench.freshFlags(
            Stream.concat(
                    bench.postgres().stream(),
                    Stream.of("gateway.port=0", "gateway.streams-per-principal=" + 2 * subscribers))
                .toArray(String[]::new));
    Settings settings = Settings.of(flags.toArray(String[]::new));
    try (Database database = Database.open(settings.postgres())) {
      database.migrate(MIGRATION);
    }
    AtomicLongArray produced = new AtomicLongArray(events());
    AtomicLongArray seen = new AtomicLongArray(events());
    AtomicBoolean done = new AtomicBoolean();
    String lifecycle = Bench.topics(settings).lifecycle();
    Thread plain =
        Thread.ofPlatform().start(() -> Latency.watch(bench, lifecycle, true, seen, done));
    try (GatewayProcess gateway = GatewayProcess.start(flags);
        Crowd crowd = new Crowd(gateway.port(), produced, warmUp(), OF_A_THREAD * events())) {
      session.talk("fanout: %,d streams …".formatted(subscribers));
      double alone = gateway.heapMegabytes();
      for (int i = 0; i < threads() * OF_A_THREAD; i++) {
        crowd.join(scope(i));
      }
      crowd.awaitConnected(threads() * OF_A_THREAD);
      Duration before = gateway.processorTime();
      long began = System.nanoTime();
      session.talk("fanout: %,d events a second …".formatted(eventsPerSecond));
      produce(bench, lifecycle, produced);
      crowd.awaitDeliveries();
      double took = (System.nanoTime() - began) / 1e9;
      Duration spent = gateway.processorTime().minus(before);
      Samples deliveries = crowd.deliveries();
      Samples plainly = between(produced, seen);
      Map<String, Double> details = new HashMap<>(deliveries.percentiles("event"));
      details.putAll(plainly.percentiles("plain_consumer"));
      details.put("deliveries_per_second", crowd.delivered() / took);
      details.put("gateway_processors", spent.toMillis() / 1e3 / took);
      details.put("gateway_heap_mb", gateway.heapMegabytes());
      details.put("gateway_heap_before_mb", alone);
      return List.of(
          new Measurement(
              "fanout", deliveries.median(), plainly.median(), "ms to subscriber", details));
    } finally {
      done.set(true);
      plain.join();
    }
  }

  private int events() {
    return eventsPerSecond * (WARM_UP_SECONDS + seconds);
  }

  private int warmUp() {
    return eventsPerSecond * WARM_UP_SECONDS;
  }

  private int threads() {
    return Math.max(1, subscribers / OF_A_THREAD);
  }

  private MemoryScope scope(int number) {
    return MemoryScope.of("resource", "thread-" + number % threads());
  }

  private void produce(Bench bench, String topic, AtomicLongArray produced) {
    long interval = 1_000_000_000L / eventsPerSecond;
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 0))) {
      long next = System.nanoTime();
      for (int i = 0; i < produced.length(); i++) {
        next += interval;
        LockSupport.parkNanos(next - System.nanoTime());
        Instant at = Instant.now();
        produced.set(i, System.nanoTime());
        LifecycleLog.append(producer, topic, LifecycleLog.completed(i, scope(i), at), at);
      }
    }
  }

  /** In milliseconds, without the warm-up. */
  private Samples between(AtomicLongArray from, AtomicLongArray to) {
    double[] times = new double[events() - warmUp()];
    for (int i = 0; i < times.length; i++) {
      times[i] = (to.get(warmUp() + i) - from.get(warmUp() + i)) / 1e6;
    }
    return new Samples(times);
  }
}
