package io.offstage.bench.chaos;

import io.offstage.bench.history.Violation;
import java.util.List;

/**
 * What came of a chaos run.
 *
 * @param seed it was made of
 * @param tasks started records that the broker acknowledged
 * @param events lifecycle records seen
 * @param disturbances that happened
 * @param violations of guarantees; none if all is well
 */
public record Report(
    long seed, int tasks, long events, int disturbances, List<Violation> violations) {

  private static final int SHOWN = 20;

  public Report {
    violations = List.copyOf(violations);
  }

  /** Lines to read: of many violations, the first. */
  @Override
  public String toString() {
    StringBuilder out =
        new StringBuilder(
            "seed %d: %d tasks, %d events, %d disturbances, %s"
                .formatted(
                    seed,
                    tasks,
                    events,
                    disturbances,
                    violations.isEmpty()
                        ? "every guarantee held"
                        : violations.size() + " violations"));
    violations.stream().limit(SHOWN).forEach(one -> out.append('\n').append(one));
    if (violations.size() > SHOWN) {
      out.append("\n… and %d more".formatted(violations.size() - SHOWN));
    }
    return out.toString();
  }
}
