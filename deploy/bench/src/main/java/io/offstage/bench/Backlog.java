package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.topic.PoolTopics;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How long tasks of cool keys wait for their start beside one hot key with a long backlog, compared
 * with the same without it; and what a task of the backlog takes of the worker's heap, once the
 * tasks that it keeps whole are there: what the second half of the backlog adds to what is in use
 * after garbage has been collected.
 *
 * @param hot tasks of the hot key
 * @param coolKeys keys with few tasks
 * @param perSecond tasks of cool keys, evenly
 * @param seconds for how long
 */
record Backlog(int hot, int coolKeys, int perSecond, int seconds) {

  private static final String HOT = "hot";
  private static final int HOT_MILLIS = 50;
  private static final int WARM_UP_SECONDS = 2;
  private static final long LOOK_EVERY_NANOS = 200_000_000;

  /** What a hot task is given. */
  record Nothing() {}

  List<Measurement> measure(Session session) throws InterruptedException {
    Settings settings =
        session.bench().fresh("worker.key-concurrency=5", "worker.drain.timeout=2s");
    AtomicLongArray produced = new AtomicLongArray(3 * round());
    AtomicLongArray started = new AtomicLongArray(3 * round());
    try (TaskWorker _ = TaskWorker.serving(settings, Tasks.noting(started), slow())) {
      session.talk("backlog: a round to warm up, and cool keys alone …");
      coolTasks(session.bench(), settings, produced, started, 0);
      coolTasks(session.bench(), settings, produced, started, round());
      long empty = heap();
      session.talk("backlog: %,d tasks on one key …".formatted(hot));
      pile(session.bench(), settings, 0, hot / 2);
      long half = heap();
      pile(session.bench(), settings, hot / 2, hot);
      long full = heap();
      session.talk("backlog: cool keys beside it …");
      coolTasks(session.bench(), settings, produced, started, 2 * round());
      Samples alone = waiting(produced, started, round());
      Samples beside = waiting(produced, started, 2 * round());
      Map<String, Double> details = new HashMap<>(alone.percentiles("alone"));
      details.putAll(beside.percentiles("beside"));
      details.put("heap_bytes_per_task", (full - half) / (hot / 2.0));
      details.put("heap_bytes_in_all", (double) (full - empty));
      return List.of(
          new Measurement(
              "backlog", beside.percentile(99), alone.percentile(99), "ms p99 to start", details));
    }
  }

  private int round() {
    return perSecond * (WARM_UP_SECONDS + seconds);
  }

  private static Tool slow() {
    return Tool.named(HOT)
        .describedAs("takes a while")
        .taking(Nothing.class)
        .inBackground(_ -> {})
        .running(
            (Nothing _, ToolContext _) -> {
              Thread.sleep(HOT_MILLIS);
              return Map.of();
            });
  }

  private void coolTasks(
      Bench bench, Settings settings, AtomicLongArray produced, AtomicLongArray started, int from) {
    String topic = Bench.topics(settings).commands();
    long interval = 1_000_000_000L / perSecond;
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 0))) {
      long next = System.nanoTime();
      for (int i = from; i < from + round(); i++) {
        next += interval;
        LockSupport.parkNanos(next - System.nanoTime());
        byte[] key = Tasks.utf8("cool-" + i % coolKeys);
        byte[] value = Tasks.started(i);
        produced.set(i, System.nanoTime());
        Future<?> _ = producer.send(new ProducerRecord<>(topic, key, value));
      }
    }
    for (int i = from; i < from + round(); i++) {
      while (started.get(i) == 0) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** Produces a part of the backlog and waits until the worker has taken all of it. */
  private void pile(Bench bench, Settings settings, int from, int to) throws InterruptedException {
    PoolTopics topics = Bench.topics(settings);
    try (KafkaProducer<byte[], byte[]> producer = bench.producer(Map.of("linger.ms", 5))) {
      for (int i = from; i < to; i++) {
        byte[] value =
            Tasks.utf8(
                """
                {"type":"background-task-started","taskId":"hot-%d","toolName":"hot",\
                "agentId":"bench"}\
                """
                    .formatted(i));
        Future<?> _ =
            producer.send(new ProducerRecord<>(topics.commands(), Tasks.utf8(HOT), value));
      }
      producer.flush();
    }
    try (PoolGroup group = new PoolGroup(settings)) {
      while (!group.hasTakenAll()) {
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
      }
    }
  }

  /** Bytes that are in use once garbage has been collected. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** In milliseconds, without the warm-up. */
  private Samples waiting(AtomicLongArray produced, AtomicLongArray started, int from) {
    double[] waits = new double[perSecond * seconds];
    for (int i = 0; i < waits.length; i++) {
      int task = from + perSecond * WARM_UP_SECONDS + i;
      waits[i] = (started.get(task) - produced.get(task)) / 1e6;
    }
    return new Samples(waits);
  }
}
