package io.offstage.bench;

import io.offstage.gateway.Materializer;
import io.offstage.settings.Settings;
import io.offstage.store.Database;
import io.offstage.store.TaskReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How many lifecycle events a second become rows: the materializer, from its first batch to its
 * last, beside a hand-written upsert of the same rows, of which only the time in Postgres counts.
 *
 * @param tasks of two events each
 */
record Materialize(int tasks) {

  static final Materialize WORKLOAD = new Materialize(250_000);

  private static final Duration MIGRATION = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 5_000_000;

  List<Measurement> measure(Session session) {
    double[] values = new double[session.runs()];
    double[] ceilings = new double[session.runs()];
    double[] ratios = new double[session.runs()];
    for (int run = 0; run < session.runs(); run++) {
      session.talk("materialize, run %d of %d …".formatted(run + 1, session.runs()));
      Settings settings = session.bench().fresh(session.bench().postgres().toArray(String[]::new));
      LifecycleLog log = LifecycleLog.of(session.bench(), settings, tasks);
      values[run] = materializer(settings, log);
      ceilings[run] = upsert(session.bench(), log);
      ratios[run] = values[run] / ceilings[run];
    }
    return List.of(
        new Measurement(
            "materialize",
            new Samples(values).median(),
            new Samples(ceilings).median(),
            "events/s",
            Map.of("median_ratio", new Samples(ratios).median())));
  }

  private static double materializer(Settings settings, LifecycleLog log) {
    try (Database database = Database.open(settings.postgres());
        Materializer _ = Materializer.start(settings)) {
      TaskReader rows = database.taskReader();
      long first = await(rows, log, 1);
      long begin = System.nanoTime();
      long last = await(rows, log, log.events());
      return (last - first) * 1e9 / (System.nanoTime() - begin);
    }
  }

  /** Waits until so many events are applied; returns how many are. */
  private static long await(TaskReader rows, LifecycleLog log, long events) {
    long applied = log.applied(rows.appliedOffsets());
    while (applied < events) {
      LockSupport.parkNanos(PAUSE_NANOS);
      applied = log.applied(rows.appliedOffsets());
    }
    return applied;
  }

  /** Into the same table of another database. */
  private static double upsert(Bench bench, LifecycleLog log) {
    Settings settings = Settings.of(bench.postgres().toArray(String[]::new));
    try (Database database = Database.open(settings.postgres())) {
      database.migrate(MIGRATION);
    }
    return HandWrittenUpsert.perSecond(bench, settings, log);
  }
}
