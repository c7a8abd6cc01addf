package io.offstage.worker.schedule.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What may happen next, each with its weight. */
final class Odds {

  private final Chance chance;
  private final List<Runnable> steps = new ArrayList<>();

  Odds(Chance chance) {
    this.chance = chance;
  }

  Odds add(int weight, Runnable step) {
    steps.addAll(Collections.nCopies(weight, step));
    return this;
  }

  void next() {
    chance.pick(steps).run();
  }
}
