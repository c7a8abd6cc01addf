package io.offstage.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One call of the command: where it measures, how often, and whom it tells how far it is.
 *
 * @param sizes of the workloads that are about size
 * @param runs of each workload, for the median
 */
record Session(Bench bench, SizeOptions sizes, int runs, Consumer<String> listener) {

  void talk(String progress) {
    listener.accept(progress);
  }

  /** What bounds a workload, measured or calculated, in tasks a second. */
  interface Ceiling {

    double perSecond(Bench bench, Throughput workload);
  }

  /**
   * Measures a workload and its ceiling in turn, and takes the medians. One round goes before that
   * counts for nothing: broker and worker are compiled in it.
   */
  List<Measurement> beside(Throughput workload, Ceiling ceiling) {
    double[] values = new double[runs];
    double[] ceilings = new double[runs];
    double[] ratios = new double[runs];
    double[] records = new double[runs];
    talk("%s, a run to warm up …".formatted(workload.name()));
    run(workload, ceiling);
    for (int run = 0; run < runs; run++) {
      talk("%s, run %d of %d …".formatted(workload.name(), run + 1, runs));
      Pair pair = run(workload, ceiling);
      values[run] = pair.value().perSecond();
      ceilings[run] = pair.ceiling();
      ratios[run] = values[run] / ceilings[run];
      records[run] = pair.value().recordsPerTask();
    }
    return List.of(
        new Measurement(
            workload.name(),
            new Samples(values).median(),
            new Samples(ceilings).median(),
            "tasks/s",
            Map.of(
                "median_ratio",
                new Samples(ratios).median(),
                "records_per_task",
                new Samples(records).median())));
  }

  private record Pair(LogSpan value, double ceiling) {}

  private Pair run(Throughput workload, Ceiling ceiling) {
    double bound = ceiling.perSecond(bench, workload);
    Pair pair = new Pair(workload.run(bench), bound);
    talk("  %.0f of %.0f tasks/s".formatted(pair.value().perSecond(), bound));
    return pair;
  }
}
