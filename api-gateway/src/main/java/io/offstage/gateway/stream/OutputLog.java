package io.offstage.gateway.stream;

import io.offstage.gateway.tail.LogReader;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.topic.OutputCodec;
import io.offstage.topic.OutputRecord;
import io.offstage.trace.WrittenOutput;
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
    WrittenOutput written = new WrittenOutput();
    log.read(
        partition,
        from,
        to,
        past -> {
          if (past.event() instanceof OutputEntry entry
              && entry.taskId().equals(taskId)
              && entry.content().orElse(null)
                  instanceof OutputCodec.Content.Chunks(OutputRecord output)) {
            written.add(output);
          }
        });
    return written.records();
  }
}
