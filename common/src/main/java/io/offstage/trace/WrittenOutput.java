package io.offstage.trace;

import io.offstage.topic.OutputRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * One task's output records in the order of their numbers: where a later attempt went on from a
 * lower number, what the dead attempt had written from there on is left out. Not thread-safe.
 */
public final class WrittenOutput {

  private final List<OutputRecord> records = new ArrayList<>();

  /** The next record as the log has it. */
  public void add(OutputRecord next) {
    if (!records.isEmpty() && records.getLast().attempt() > next.attempt()) {
      return;
    }
    while (!records.isEmpty() && records.getLast().attempt() < next.attempt()) {
      OutputRecord last = records.getLast();
      if (last.seq() + last.chunks().size() <= next.seq()) {
        break;
      }
      records.removeLast();
      if (last.seq() < next.seq()) {
        records.add(upTo(last, next.seq()));
        break;
      }
    }
    records.add(next);
  }

  public List<OutputRecord> records() {
    return List.copyOf(records);
  }

  /** The number behind the last chunk. */
  long end() {
    return records.isEmpty() ? 0 : records.getLast().seq() + records.getLast().chunks().size();
  }

  private static OutputRecord upTo(OutputRecord record, long seq) {
    return new OutputRecord(
        record.taskId(),
        record.attempt(),
        record.seq(),
        record.at(),
        record.chunks().subList(0, (int) (seq - record.seq())),
        record.after());
  }
}
