package io.offstage.agent.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.PatientStore;
import io.offstage.store.CommittedStep;
import io.offstage.store.MessageRow;
import io.offstage.store.RunKey;
import io.offstage.store.StepRow;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A run's entries in Postgres, in order. Not thread-safe. */
final class RunLog {

  private final PatientStore store;
  private final RunKey run;
  private final Clock clock;
  private final List<Stored> entries = new ArrayList<>();

  /** An entry as it stands. */
  record Stored(int index, Entry entry, Instant at) {}

  /**
   * @param won whether it is the one that was to be written
   */
  record Appended(Stored stored, boolean won) {}

  private RunLog(PatientStore store, RunKey run, Clock clock) {
    this.store = store;
    this.run = run;
    this.clock = clock;
  }

  static RunLog open(PatientStore store, RunKey run, Clock clock) throws InterruptedException {
    RunLog log = new RunLog(store, run, clock);
    for (StepRow row : store.steps(run)) {
      log.entries.add(read(row));
    }
    return log;
  }

  List<Stored> entries() {
    return List.copyOf(entries);
  }

  int next() {
    return entries.size();
  }

  /** The number of the last entry's first chunk; 0 while there is none. */
  long lastNumber() {
    return entries.isEmpty() ? 0 : entries.getLast().entry().at();
  }

  /** When the last entry was written; now, while there is none. */
  Instant lastAt() {
    return entries.isEmpty() ? clock.instant() : entries.getLast().at();
  }

  /**
   * Writes the next entry, unless another attempt has: then that one is returned, and nothing of
   * this one is written.
   *
   * @param messages to add to the thread with it
   */
  Appended append(Entry entry, List<MessageRow> messages) throws InterruptedException {
    CommittedStep committed =
        store.commitStep(
            new StepRow(run, next(), clock.instant(), JsonText.write(entry)), messages);
    Stored stored = read(committed.step());
    entries.add(stored);
    return new Appended(stored, committed.won());
  }

  private static Stored read(StepRow row) {
    try {
      return new Stored(
          row.step(), JsonText.MAPPER.readValue(row.document(), Entry.class), row.createdAt());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Entry " + row.step() + " of a run cannot be read", e);
    }
  }
}
