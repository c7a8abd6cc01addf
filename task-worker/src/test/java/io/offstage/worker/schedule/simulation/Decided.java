package io.offstage.worker.schedule.simulation;

import io.offstage.worker.schedule.AttemptId;
import io.offstage.worker.schedule.Effects;
import io.offstage.worker.schedule.Entry;
import java.util.List;

/** What a scheduler answered to one message. */
record Decided(
    List<Entry> entries,
    List<Effects.Start> starts,
    List<AttemptId> interrupts,
    List<Effects.ReadBack> readBacks,
    boolean held) {

  static Decided of(Effects effects) {
    return new Decided(
        effects.entries(),
        effects.starts(),
        effects.interrupts(),
        effects.readBacks(),
        effects.isHeld());
  }
}
