package io.offstage.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.RawJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a task and to all tasks below it, in the order of time.
 *
 * @param complete whether nothing had to be left out: of very large families the latest tasks are,
 *     and output that the log no longer holds
 * @param usage tokens that all runs among them have used so far
 */
public record TaskTrace(String taskId, List<Event> events, boolean complete, Usage usage) {

  public TaskTrace {
    events = List.copyOf(events);
  }

  /**
   * One thing that happened.
   *
   * @param type the state that the task came into, or {@code output}
   * @param text why it failed, or the beginning of what it put out; null for neither
   * @param json the whole event, as it came
   */
  public record Event(
      Instant at,
      String taskId,
      String toolName,
      String type,
      @Nullable String text,
      RawJson json) {

    static Event of(JsonNode event) {
      return new Event(
          Instant.parse(ClientJson.text(event, "at", "")),
          ClientJson.text(event, "taskId", ""),
          ClientJson.text(event, "toolName", ""),
          ClientJson.text(event, "type", ""),
          ClientJson.text(event, event.has("error") ? "error" : "text"),
          new RawJson(event.toString()));
    }
  }

  /** Tokens; 0 where the provider does not say. */
  public record Usage(long inputTokens, long outputTokens, long totalTokens) {

    static Usage of(JsonNode usage) {
      return new Usage(
          usage.path("inputTokens").asLong(),
          usage.path("outputTokens").asLong(),
          usage.path("totalTokens").asLong());
    }
  }

  /** Of all pages, in order. */
  static TaskTrace of(String taskId, List<JsonNode> pages) {
    List<Event> events = new ArrayList<>();
    for (JsonNode page : pages) {
      page.path("events").forEach(event -> events.add(Event.of(event)));
    }
    JsonNode last = pages.getLast();
    return new TaskTrace(
        taskId, events, last.path("complete").asBoolean(), Usage.of(last.path("usage")));
  }
}
