package io.offstage.worker.schedule.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, a line each; kept only when a history is played to be read. */
final class History {

  private final boolean kept;
  private final List<String> lines = new ArrayList<>();

  History(boolean kept) {
    this.kept = kept;
  }

  void add(Supplier<String> line) {
    if (kept) {
      lines.add(line.get());
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
