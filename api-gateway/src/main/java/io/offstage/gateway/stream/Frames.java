package io.offstage.gateway.stream;

import io.offstage.task.RawJson;
import io.offstage.task.Task;
import io.offstage.topic.LifecycleEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a task stream sends for one record: a frame for each chunk, the last of them with the
 * stream's cursor as its id.
 */
final class Frames {

  private final List<String> chunks;
  private final byte[] shared;

  private Frames(List<String> chunks, String cursor) {
    this.chunks = chunks;
    this.shared = bytes(chunks, cursor);
  }

  static Frames of(LifecycleEvent event, String cursor) {
    return new Frames(TaskChunks.of(event).map(List::of).orElse(List.of()), cursor);
  }

  static Frames of(Task task, List<RawJson> output, String cursor) {
    return new Frames(output.stream().map(c -> TaskChunks.output(task, c)).toList(), cursor);
  }

  /** The frames with the cursor of a stream that has shown all that was read before. */
  byte[] shared() {
    return shared;
  }

  /** The frames with the cursor of a stream that holds something back. */
  byte[] with(String cursor) {
    return bytes(chunks, cursor);
  }

  /** The frames without any cursor. */
  byte[] plain() {
    StringBuilder out = new StringBuilder();
    chunks.forEach(chunk -> data(out, chunk));
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(List<String> chunks, String cursor) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < chunks.size(); i++) {
      if (i == chunks.size() - 1) {
        out.append("id: ").append(cursor).append('\n');
      }
      data(out, chunks.get(i));
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void data(StringBuilder out, String chunk) {
    out.append("data: ").append(chunk).append("\n\n");
  }
}
