package io.offstage.gateway.stream;

import io.offstage.gateway.tail.LogReader;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A task's output as it stands in the log, without what dead attempts wrote last. */
public final class OutputLog {

  private OutputLog() {}

  /**
   * Reads one task's records from a stretch of its output partition.
   *
   * @return in the order of their numbers: where a later attempt went on from a lower number, what
   *     the dead attempt had written from there on is left out
   */
  public static List<OutputRecord> read(
      LogReader log, TopicPartition partition, long from, long to, String taskId) {
    List<OutputRecord> records = new ArrayList<>();
    log.read(
        partition,
        from,
        to,
        past -> {
          if (past.event() instanceof OutputEntry entry
              && entry.taskId().equals(taskId)
              && entry.content().orElse(null)
                  instanceof OutputCodec.Content.Chunks(OutputRecord output)) {
            add(records, output);
          }
        });
    return records;
  }

  private static void add(List<OutputRecord> records, OutputRecord next) {
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
