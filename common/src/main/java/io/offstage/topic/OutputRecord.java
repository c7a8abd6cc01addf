package io.offstage.topic;

import io.offstage.task.RawJson;
import java.time.Instant;
import java.util.List;

/**
 * A record in a pool's output topic; its key is the task's id.
 *
 * @param taskId whose output
 * @param attempt which attempt wrote it
 * @param seq number of the first chunk, counted from 0 over the task's whole life
 * @param at when it was written
 * @param chunks in order, numbered on from {@code seq}
 * @param after ids of tasks whose ends a reader shows before these chunks, because the writer knew
 *     of them
 */
public record OutputRecord(
    String taskId, int attempt, long seq, Instant at, List<RawJson> chunks, List<String> after) {

  public OutputRecord {
    chunks = List.copyOf(chunks);
    after = List.copyOf(after);
  }
}
