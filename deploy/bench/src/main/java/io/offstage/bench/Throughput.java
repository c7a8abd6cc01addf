package io.offstage.bench;

import io.offstage.settings.Settings;
import io.offstage.worker.TaskWorker;
import io.offstage.worker.tool.Tool;
import io.offstage.worker.tool.ToolContext;
import java.time.Duration;
import java.util.Map;

/**
 * How many preloaded tasks a second one worker ends.
 *
 * @param name the workload's
 * @param tasks preloaded
 * @param concurrency attempts at once
 * @param work how long each attempt sleeps
 */
record Throughput(String name, int tasks, int concurrency, Duration work) {

  static final Throughput NOOP = new Throughput("noop", 100_000, 200, Duration.ZERO);
  static final Throughput SLEEP_10 = new Throughput("sleep10", 60_000, 200, Duration.ofMillis(10));
  static final Throughput SLEEP_100 =
      new Throughput("sleep100", 50_000, 1_000, Duration.ofMillis(100));

  record Arguments(int number, String text) {}

  /** What arithmetic allows, for work that takes time. */
  static double ideal(Bench bench, Throughput workload) {
    return workload.concurrency * 1000.0 / workload.work.toMillis();
  }

  double perSecond(Bench bench) {
    Settings settings =
        bench.fresh("worker.concurrency=" + concurrency, "worker.key-concurrency=1000");
    Tasks.preload(bench, settings, tasks);
    try (TaskWorker _ = TaskWorker.serving(settings, tool(work))) {
      return LogSpan.await(bench, settings, tasks).perSecond();
    }
  }

  static Tool tool(Duration work) {
    return Tool.named("bench")
        .describedAs("sleeps for a while, or not at all")
        .taking(Arguments.class)
        .inBackground(_ -> {})
        .running(
            (Arguments arguments, ToolContext _) -> {
              if (work.isPositive()) {
                Thread.sleep(work);
              }
              return Map.of("number", arguments.number());
            });
  }
}
