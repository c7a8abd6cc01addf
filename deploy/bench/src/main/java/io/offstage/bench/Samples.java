package io.offstage.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Numbers measured, and what stands in their middle and at their end. */
final class Samples {

  private final double[] sorted;

  Samples(double... values) {
    this.sorted = values.clone();
    Arrays.sort(sorted);
  }

  double median() {
    return percentile(50);
  }

  /** The smallest number that so many per cent do not exceed. */
  double percentile(double percent) {
    int index = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)];
  }

  /** Median and 99th percentile, under a name. */
  Map<String, Double> percentiles(String name) {
    Map<String, Double> named = new TreeMap<>();
    named.put(name + "_p50_ms", percentile(50));
    named.put(name + "_p99_ms", percentile(99));
    return named;
  }
}
