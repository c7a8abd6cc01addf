package io.offstage.worker.schedule;

import io.offstage.task.Task;
import io.offstage.topic.FinishedChild;
import java.util.ArrayList;
import java.util.List;

/** What a message leads to, in order. Made by the scheduler, read by its owner. */
public final class Effects {

  /**
   * Start this attempt.
   *
   * @param task the task, running
   * @param told what is in memory of the ends in its inbox
   * @param onlyWhenDurable whether to wait until the entries of these effects are durable
   */
  public record Start(AttemptId id, Task task, List<FinishedChild> told, boolean onlyWhenDurable) {}

  /**
   * Read back the snapshots of these tasks, as they are once the entries of these effects are
   * durable.
   */
  public record ReadBack(int partition, long term, List<Integer> slots) {}

  private final List<Entry> entries = new ArrayList<>(2);
  private final List<Start> starts = new ArrayList<>(1);
  private final List<AttemptId> interrupts = new ArrayList<>(0);
  private final List<ReadBack> readBacks = new ArrayList<>(0);
  private boolean stale;
  private boolean held;

  /** What to journal. */
  public List<Entry> entries() {
    return entries;
  }

  /** What to start. */
  public List<Start> starts() {
    return starts;
  }

  /** What to interrupt. */
  public List<AttemptId> interrupts() {
    return interrupts;
  }

  /** What to read back. */
  public List<ReadBack> readBacks() {
    return readBacks;
  }

  /**
   * Whether nothing was done about the message: it is to come again, before any other record of its
   * partition, once what is to be read back has been.
   */
  public boolean isHeld() {
    return held;
  }

  /** Whether the message came from an attempt that no longer counts. */
  public boolean isStale() {
    return stale;
  }

  void consume(OwnedPartition partition, long offset) {
    entries.add(new Entry(partition.number(), partition.term(), offset, new ArrayList<>(2)));
  }

  void write(OwnedPartition partition, Write write) {
    for (Entry entry : entries) {
      if (entry.partition() == partition.number()) {
        entry.writes().add(write);
        return;
      }
    }
    consume(partition, Entry.NOTHING_CONSUMED);
    write(partition, write);
  }

  void start(Start start) {
    starts.add(start);
  }

  void interrupt(AttemptId id) {
    interrupts.add(id);
  }

  void readBack(ReadBack readBack) {
    readBacks.add(readBack);
  }

  void held() {
    held = true;
  }

  void stale() {
    stale = true;
  }
}
