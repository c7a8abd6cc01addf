package io.offstage.bench;

import io.offstage.dev.ChildJvm;
import io.offstage.settings.Settings;
import io.offstage.topic.KeyPartitioner;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long after a worker was killed the first of its tasks runs on another, beside how long the
 * broker takes to notice; how many records the new owner reads for that; and whether it is silent
 * meanwhile about the tasks that were its own before.
 *
 * @param live tasks of the killed worker: few run, one half waits behind them, one for a date
 * @param ended tasks that ended in its partitions after those were started
 */
record Takeover(int live, int ended) {

  static final String HELD = "held";

  private static final int KEYS = 100;
  private static final int RUNNING_OF_A_KEY = 5;
  private static final int CONCURRENCY = 1_000;
  private static final int MAX_SCAN = 100_000;
  private static final long PATIENCE_SECONDS = 120;

  /** When things happened after the kill, in seconds. */
  private record Times(double noticed, double first, double last) {}

  List<Measurement> measure(Session session) throws InterruptedException {
    List<String> flags =
        session
            .bench()
            .freshFlags(
                "worker.concurrency=" + CONCURRENCY,
                "worker.key-concurrency=" + RUNNING_OF_A_KEY,
                "worker.drain.timeout=1s",
                "recovery.max-scan=" + MAX_SCAN,
                "kafka.metric.reporters=" + RecoveryReads.class.getName());
    Settings settings = Settings.of(flags.toArray(String[]::new));
    CountDownLatch redelivered = new CountDownLatch(running());
    AtomicLong first = new AtomicLong();
    try (PoolGroup group = new PoolGroup(settings);
        Pulse pulse = new Pulse();
        TaskWorker heir = TaskWorker.serving(settings, held(first, redelivered), pulse.tool());
        ChildJvm doomed = DoomedWorker.start(flags)) {
      Map<String, Set<Integer>> members = group.await(all -> share(all, Bench.PARTITIONS));
      Set<Integer> own = members.getOrDefault(heir.name(), Set.of());
      session.talk("recovery: %,d live and %,d ended tasks …".formatted(live, ended));
      load(session.bench(), settings, own);
      LogSpan.await(session.bench(), settings, ended);
      pulse.start(session.bench(), settings, keys("key-", own, true));
      session.talk("recovery: the owner is killed …");
      RecoveryReads.forget();
      long killed = System.nanoTime();
      doomed.kill();
      group.await(all -> all.size() == 1);
      long noticed = System.nanoTime();
      if (!redelivered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(redelivered.getCount() + " tasks were not redelivered");
      }
      long last = System.nanoTime();
      Times times =
          new Times((noticed - killed) / 1e9, (first.get() - killed) / 1e9, (last - killed) / 1e9);
      return List.of(measured(times, pulse.longestSilence()));
    }
  }

  private Measurement measured(Times times, double silence) {
    long most =
        RecoveryReads.byPartition().values().stream().mapToLong(Long::longValue).max().orElse(0);
    long liveOfPartition = live / (Bench.PARTITIONS / 2);
    return new Measurement(
        "recovery",
        times.first,
        times.noticed,
        "s to redelivery",
        Map.of(
            "noticed_to_first_ms",
            (times.first - times.noticed) * 1e3,
            "noticed_to_last_ms",
            (times.last - times.noticed) * 1e3,
            "heir_silent_ms",
            silence,
            "records_read",
            (double) most,
            "records_allowed",
            (double) Math.max(MAX_SCAN, 2 * liveOfPartition)));
  }

  private static boolean share(Map<String, Set<Integer>> members, int partitions) {
    return members.size() == 2
        && members.values().stream().allMatch(own -> own.size() == partitions / 2);
  }

  private static Tool held(AtomicLong first, CountDownLatch redelivered) {
    return Tool.named(HELD)
        .taking(Throughput.Arguments.class)
        .inBackground()
        .running(
            (Throughput.Arguments _, ToolContext _) -> {
              first.compareAndSet(0, System.nanoTime());
              redelivered.countDown();
              new CountDownLatch(1).await();
              return Map.of();
            });
  }

  /** How many of the live tasks have a slot. */
  private int running() {
    return Math.min(KEYS * RUNNING_OF_A_KEY, live / 2);
  }

  /** Everything goes to the partitions that the heir does not have. */
  private void load(Bench bench, Settings settings, Set<Integer> own) {
    String topic = Bench.topics(settings).commands();
    List<String> heldKeys = keys("held-", own, false).subList(0, KEYS);
    List<String> keys = keys("key-", own, false);
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 5))) {
      for (int i = 0; i < live; i++) {
        String date = i % 2 == 0 ? "" : ",\"runAt\":\"2100-01-01T00:00:00Z\"";
        byte[] key = Tasks.utf8(heldKeys.get(i / 2 % KEYS));
        byte[] value = Tasks.started("live-" + i, HELD, i, date);
        Future<?> _ = producer.send(new ProducerRecord<>(topic, key, value));
      }
      for (int i = 0; i < ended; i++) {
        byte[] key = Tasks.utf8(keys.get(i % keys.size()));
        Future<?> _ = producer.send(new ProducerRecord<>(topic, key, Tasks.started(i)));
      }
    }
  }

  /** Keys of these partitions, or of the others. */
  private static List<String> keys(String prefix, Set<Integer> partitions, boolean inside) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> prefix + i)
        .filter(
            key -> partitions.contains(KeyPartitioner.partitionOf(key, Bench.PARTITIONS)) == inside)
        .limit(10 * KEYS)
        .toList();
  }
}
