package io.offstage.topic;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes the records of a pool's output topic: chunks, and refusals of commands. */
public final class OutputCodec {

  private OutputCodec() {}

  /** What a record in an output topic holds. */
  public sealed interface Content {
    record Chunks(OutputRecord output) implements Content {}

    record Refusal(CommandRefused refused) implements Content {}
  }

  public static byte[] encode(OutputRecord output) {
    return Json.object(
        json -> {
          json.writeStringField("taskId", output.taskId());
          json.writeNumberField("attempt", output.attempt());
          json.writeNumberField("seq", output.seq());
          json.writeStringField("at", Json.date(output.at()));
          json.writeArrayFieldStart("chunks");
          for (var chunk : output.chunks()) {
            json.writeRawValue(chunk.text());
          }
          json.writeEndArray();
          StartWriter.strings(json, "after", output.after());
        });
  }

  public static byte[] encode(CommandRefused refused) {
    return Json.object(
        json -> {
          json.writeStringField("type", CommandRefused.TYPE);
          json.writeStringField("taskId", refused.taskId());
          json.writeStringField("commandId", refused.commandId());
          json.writeStringField("reason", refused.reason());
          json.writeStringField("status", refused.status());
          json.writeStringField("at", Json.date(refused.at()));
        });
  }

  public static Content decode(byte @Nullable [] value) throws MalformedRecord {
    JsonFields body = JsonFields.of(value);
    String taskId = body.requiredString("taskId");
    if (Objects.equals(body.string("type"), CommandRefused.TYPE)) {
      return new Content.Refusal(
          new CommandRefused(
              taskId,
              body.requiredString("commandId"),
              body.requiredString("reason"),
              body.requiredString("status"),
              body.requiredDate("at")));
    }
    return new Content.Chunks(
        new OutputRecord(
            taskId,
            (int) body.wholeNumber("attempt", 0, Integer.MAX_VALUE, 0),
            body.wholeNumber("seq", 0, Long.MAX_VALUE, 0),
            body.requiredDate("at"),
            body.array("chunks"),
            body.strings("after")));
  }
}
