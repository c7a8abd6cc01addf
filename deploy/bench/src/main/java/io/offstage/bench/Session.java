package io.offstage.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One call of the command: where it measures, how often, and whom it tells how far it is.
 *
 * @param runs of each workload, for the median
 */
record Session(Bench bench, int runs, Consumer<String> listener) {

  void talk(String progress) {
    listener.accept(progress);
  }

  /** What bounds a workload, measured or calculated, in tasks a second. */
  interface Ceiling {

    double perSecond(Bench bench, Throughput workload);
  }

  /** Measures a workload and its ceiling in turn, and takes the medians. */
  List<Measurement> beside(Throughput workload, Ceiling ceiling) {
    double[] values = new double[runs];
    double[] ceilings = new double[runs];
    double[] ratios = new double[runs];
    for (int run = 0; run < runs; run++) {
      talk("%s, run %d of %d …".formatted(workload.name(), run + 1, runs));
      ceilings[run] = ceiling.perSecond(bench, workload);
      values[run] = workload.perSecond(bench);
      ratios[run] = values[run] / ceilings[run];
    }
    return List.of(
        new Measurement(
            workload.name(),
            new Samples(values).median(),
            new Samples(ceilings).median(),
            "tasks/s",
            Map.of("median_ratio", new Samples(ratios).median())));
  }
}
