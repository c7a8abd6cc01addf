package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * How many tasks a second one worker ends that comes to a topic full of them.
 *
 * @param name the workload's
 * @param tasks that lie there
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
    Tasks.load(bench, settings, tasks, limit ? ",\"limits\":[\"" + LIMIT + "\"]" : "");
    CountDownLatch left = new CountDownLatch(tasks);
    try (TaskWorker _ = TaskWorker.serving(settings, tool(work, left))) {
      // Nobody reads the log before: a reader would take its share of the processors.
      left.await();
      return LogSpan.await(bench, settings, tasks);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static Tool tool(Duration work, CountDownLatch left) {
    return Tool.named("bench")
        .describedAs("sleeps for a while, or not at all")
        .taking(Arguments.class)
        .inBackground(_ -> {})
        .running(
            (Arguments arguments, ToolContext _) -> {
              if (work.isPositive()) {
                Thread.sleep(work);
              }
              left.countDown();
              return Map.of("number", arguments.number());
            });
  }
}
