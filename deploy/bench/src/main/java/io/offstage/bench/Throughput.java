package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * How many tasks a second one worker ends that owns its partitions already: what lies in the topic
 * when a worker takes over starts only when its start is durable, which is another question.
 *
 * @param name the workload's
 * @param tasks produced at once
 * @param concurrency attempts at once
 * @param work how long each attempt sleeps
 * @param limit whether it is a named limit, which every task needs, that lets so many run at once;
 *     the worker would let twice as many
 */
record Throughput(String name, int tasks, int concurrency, Duration work, boolean limit) {

  static final Throughput NOOP = new Throughput("noop", 200_000, 200, Duration.ZERO, false);
  static final Throughput SLEEP_10 =
      new Throughput("sleep10", 100_000, 200, Duration.ofMillis(10), false);
  static final Throughput SLEEP_100 =
      new Throughput("sleep100", 100_000, 1_000, Duration.ofMillis(100), false);

  /** What is missing to the ideal is how long a permit lies idle between two tasks. */
  static final Throughput LIMITED =
      new Throughput("limited", 5_000, 50, Duration.ofMillis(100), true);

  private static final String LIMIT = "bench";

  record Arguments(int number, String text) {}

  /** What arithmetic allows, for work that takes time. */
  static double ideal(Bench bench, Throughput workload) {
    return workload.concurrency * 1000.0 / workload.work.toMillis();
  }

  /** One run on fresh topics. */
  LogSpan run(Bench bench) {
    Settings settings =
        bench.fresh(
            "worker.concurrency=" + (limit ? 2 * concurrency : concurrency),
            "worker.key-concurrency=1000",
            "pools.tools.limits." + LIMIT + "=" + concurrency);
    CountDownLatch owned = new CountDownLatch(Tasks.KEYS);
    CountDownLatch left = new CountDownLatch(tasks);
    try (TaskWorker _ = TaskWorker.serving(settings, tool(work, owned, left))) {
      Tasks.greet(bench, settings);
      owned.await();
      Tasks.load(bench, settings, tasks, limit ? ",\"limits\":[\"" + LIMIT + "\"]" : "");
      // Nobody reads the log before: a reader would take its share of the processors.
      left.await();
      return LogSpan.await(bench, settings, tasks);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static Tool tool(Duration work, CountDownLatch owned, CountDownLatch left) {
    return Tool.named("bench")
        .describedAs("sleeps for a while, or not at all")
        .taking(Arguments.class)
        .inBackground(_ -> {})
        .running(
            (Arguments arguments, ToolContext _) -> {
              if (work.isPositive()) {
                Thread.sleep(work);
              }
              (arguments.number() == Tasks.GREETING ? owned : left).countDown();
              return Map.of("number", arguments.number());
            });
  }
}
