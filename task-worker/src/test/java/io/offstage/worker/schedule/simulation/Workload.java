package io.offstage.worker.schedule.simulation;

import io.offstage.task.Backpressure;
import io.offstage.task.RawJson;
import io.offstage.task.TaskStart;
import io.offstage.task.TimeLimits;
import io.offstage.topic.Command;
import io.offstage.worker.schedule.TaskStarts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who asks for tasks, cancels and resumes them: twice, too early, at the wrong partition. */
final class Workload {

  private final Chance chance;
  private final Cluster cluster;
  private final VirtualClock clock;
  private final Flavor flavor;
  private final List<TaskStart> started = new ArrayList<>();
  private int commands;

  Workload(Chance chance, Cluster cluster, VirtualClock clock, Flavor flavor) {
    this.chance = chance;
    this.cluster = cluster;
    this.clock = clock;
    this.flavor = flavor;
  }

  void start() {
    TaskStart start = randomStart();
    started.add(start);
    if (chance.oneIn(12)) {
      cancel(start);
    }
    produce(start);
  }

  /** The same start comes again, or the same id with another key. */
  void startAgain() {
    if (started.isEmpty() || !flavor.duplicates()) {
      return;
    }
    TaskStart start = chance.pick(started);
    boolean plain = start.call().toolName().equals(Script.PLAIN);
    if (plain && chance.oneIn(4)) {
      produce(
          TaskStarts.task(start.taskId())
              .tool(Script.PLAIN)
              .attemptTimeout(TimeLimits.DEFAULT_PER_ATTEMPT)
              .key(chance.pick(flavor.keys()))
              .build());
    } else {
      produce(start);
    }
  }

  /** Every start comes once more. */
  void startAllAgain() {
    if (flavor.duplicates()) {
      started.forEach(this::produce);
    }
  }

  void cancel() {
    if (!started.isEmpty()) {
      cancel(chance.pick(started));
    }
  }

  /** Resumes anything, suspended or not. */
  void resume() {
    if (!started.isEmpty()) {
      TaskStart start = chance.pick(started);
      resume(start.placement().concurrencyKey(), start.taskId());
    }
  }

  void resume(String key, String taskId) {
    String commandId = "resume-" + commands++;
    cluster.produce(key, new Command.Resume(taskId, commandId, new RawJson("1")));
  }

  private void cancel(TaskStart start) {
    String commandId = "cancel-" + commands++;
    cluster.produce(
        start.placement().concurrencyKey(),
        new Command.Cancel(start.taskId(), commandId, null, null, chance.oneIn(2)));
  }

  private void produce(TaskStart start) {
    String key = start.placement().concurrencyKey();
    if (flavor.misroutes() && chance.oneIn(8)) {
      cluster.produce(chance.below(cluster.partitions()), key, new Command.Start(start));
    } else {
      cluster.produce(key, new Command.Start(start));
    }
  }

  private TaskStart randomStart() {
    Instant now = clock.now();
    return TaskStarts.task("t" + started.size())
        .tool(flavor.children() ? chance.pick(TOOLS) : chance.pick(TOOLS_WITHOUT_CHILDREN))
        .key(chance.pick(flavor.keys()))
        .limits(Flavor.ASKED.stream().filter(_ -> chance.oneIn(3)).toArray(String[]::new))
        .backpressure(chance.oneIn(4) ? Backpressure.REJECT : Backpressure.QUEUE)
        .priority(chance.oneIn(4) ? chance.below(9) - 4 : 0)
        .runAt(chance.oneIn(6) ? now.plus(chance.upTo(Duration.ofSeconds(20))) : null)
        .attemptTimeout(
            chance.oneIn(2) ? some(Duration.ofSeconds(8)) : TimeLimits.DEFAULT_PER_ATTEMPT)
        .totalTimeout(chance.oneIn(7) ? some(Duration.ofSeconds(40)) : null)
        .queueTimeout(chance.oneIn(7) ? some(Duration.ofSeconds(10)) : null)
        .retries(chance.below(3))
        .workerLoss(!chance.oneIn(8), 1 + chance.below(3))
        .createdAt(now)
        .build();
  }

  private Duration some(Duration longest) {
    return Duration.ofMillis(500).plus(chance.upTo(longest));
  }

  private static final List<String> TOOLS_WITHOUT_CHILDREN =
      List.of(
          Script.PLAIN,
          Script.PLAIN,
          Script.PLAIN,
          Script.PLAIN,
          Script.PLAIN,
          Script.KILLER,
          "unknown");
  private static final List<String> TOOLS =
      List.of(
          Script.PLAIN,
          Script.PLAIN,
          Script.PLAIN,
          Script.PLAIN,
          Script.RUN,
          Script.RUN,
          Script.RUN,
          Script.KILLER,
          "unknown");
}
