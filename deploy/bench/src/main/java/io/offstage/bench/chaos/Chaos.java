package io.offstage.bench.chaos;

import io.offstage.bench.history.Violation;
import io.offstage.dev.DevInfra;
import io.offstage.dev.DevInfraOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** One chaos run, from empty data to its report. */
public final class Chaos {

  /** Of a member of a group, as the embedded broker is told. */
  static final Duration SESSION = Duration.ofSeconds(3);

  private static final Duration CONNECTING = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final ChaosOptions options;
  private final Consumer<String> talk;
  private final long began = System.nanoTime();

  private Chaos(ChaosOptions options, Consumer<String> talk) {
    this.options = options;
    this.talk = talk;
  }

  /**
   * Runs all rounds, or as many as there are until a guarantee breaks.
   *
   * @param talk given a line now and then, on several threads
   */
  public static Report run(ChaosOptions options, Consumer<String> talk)
      throws IOException, InterruptedException {
    return new Chaos(options, talk).run();
  }

  private void say(String line) {
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    talk.accept("%3d:%02d  %s".formatted(seconds / 60, seconds % 60, line));
  }

  private Report run() throws IOException, InterruptedException {
    say("seed " + options.seed() + ": starting the fleet");
    DevInfraOptions servers =
        DevInfraOptions.at(options.directory())
            .withBrokers(options.brokers())
            .withKafkaConfig(
                "group.consumer.session.timeout.ms", Long.toString(SESSION.toMillis()));
    try (DevInfra infra = DevInfra.start(servers);
        Fleet fleet = Fleet.start(infra, options.directory(), options.workers())) {
      return run(fleet);
    }
  }

  private Report run(Fleet fleet) throws IOException, InterruptedException {
    Chance chance = Chance.of(options.seed(), "load");
    // Each needs the other: one resumes what the other sees suspended.
    List<Load> producing = new ArrayList<>();
    try (Onlooker onlooker =
            new Onlooker(fleet.settings(), order -> producing.getFirst().send(order));
        Subscriber subscriber = new Subscriber(fleet::gatewayUrl, onlooker::tell);
        Load load =
            new Load(
                fleet.settings(),
                new Orders(chance, "s" + options.seed() + "-"),
                Chance.of(options.seed(), "partitions"),
                onlooker::tell)) {
      producing.add(load);
      subscriber.awaitConnected(CONNECTING);
      Trouble trouble =
          new Trouble(fleet, subscriber, Chance.of(options.seed(), "trouble"), this::say);
      List<Violation> violations = List.of();
      for (int round = 1; round <= options.rounds() && violations.isEmpty(); round++) {
        say("round %d of %d".formatted(round, options.rounds()));
        violations = round(load, trouble, onlooker);
      }
      if (violations.isEmpty()) {
        violations = new RecoveriesAreBounded(fleet.logs()).broken();
      }
      return new Report(
          options.seed(), load.acknowledged(), onlooker.events(), trouble.happened(), violations);
    }
  }

  private List<Violation> round(Load load, Trouble trouble, Onlooker onlooker)
      throws InterruptedException {
    FutureTask<Boolean> producing =
        begin("load", () -> load.produce(options.trouble(), options.tasksPerSecond()));
    FutureTask<Boolean> disturbing = begin("trouble", () -> trouble.stir(options.trouble()));
    long line = System.nanoTime();
    while (!producing.isDone() || !disturbing.isDone() || !load.isSettled()) {
      onlooker.look();
      if (disturbing.state() == Future.State.FAILED) {
        throw new IllegalStateException("the disturber has ended", disturbing.exceptionNow());
      }
      if (System.nanoTime() - line > BETWEEN_LINES.toNanos()) {
        line = System.nanoTime();
        say(progress(load, onlooker));
      }
    }
    check(producing);
    check(disturbing);
    say("rest");
    List<Violation> violations = onlooker.rest(options.patience());
    say(progress(load, onlooker));
    return violations;
  }

  private static String progress(Load load, Onlooker onlooker) {
    return "%d tasks, %d live, %d events%s"
        .formatted(
            load.acknowledged(),
            onlooker.live(),
            onlooker.events(),
            onlooker.broken().isEmpty() ? "" : ", a guarantee is broken");
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static FutureTask<Boolean> begin(String name, Work work) {
    Callable<Boolean> callable =
        () -> {
          work.run();
          return true;
        };
    FutureTask<Boolean> task = new FutureTask<>(callable);
    Thread.ofPlatform().daemon().name("chaos-" + name).start(task);
    return task;
  }

  private static void check(FutureTask<Boolean> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
