package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.RawJson;

/**
 * One event of a stream.
 *
 * @param type such as {@code text-delta} or {@code background-task-completed}
 * @param payload an object; empty where there is none. Not to be changed.
 * @param json the whole chunk, as it came
 */
public record Chunk(String type, JsonNode payload, RawJson json) {

  static Chunk parse(String text) {
    JsonNode chunk = ClientJson.read(text);
    JsonNode payload = chunk.path("payload");
    return new Chunk(
        ClientJson.text(chunk, "type", ""),
        payload.isObject() ? payload : ClientJson.object(),
        new RawJson(text));
  }

  /** A text of the payload; empty where it is absent or no text. */
  public String text(String field) {
    return ClientJson.text(payload, field, "");
  }
}
