package io.offstage.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one workload showed.
 *
 * @param workload its name
 * @param value what Offstage did, in {@code unit}
 * @param ceiling what the bare broker, or arithmetic, would allow, in the same unit
 * @param unit of both
 * @param details percentiles and the like, by name, in milliseconds
 */
record Measurement(
    String workload, double value, double ceiling, String unit, Map<String, Double> details) {

  Measurement {
    details = new TreeMap<>(details);
  }

  /** How close to the ceiling; for times, how many times the ceiling's. */
  double ratio() {
    return value / ceiling;
  }

  Map<String, Object> asJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("workload", workload);
    json.put("value", rounded(value));
    json.put("ceiling", rounded(ceiling));
    json.put("ratio", rounded(ratio()));
    json.put("unit", unit);
    details.forEach((name, detail) -> json.put(name, rounded(detail)));
    return json;
  }

  String asLine() {
    StringBuilder line =
        new StringBuilder(
            "%-16s %12.2f %12.2f %8.2f  %s".formatted(workload, value, ceiling, ratio(), unit));
    details.forEach((name, detail) -> line.append("  %s=%.2f".formatted(name, detail)));
    return line.toString();
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
