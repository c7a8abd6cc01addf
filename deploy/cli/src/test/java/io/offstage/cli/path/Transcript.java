package io.offstage.cli.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run's stream said.
 *
 * @param chunks in order
 */
record Transcript(List<JsonNode> chunks) {

  private static final String PROGRESS = "background-task-progress";
  private static final Pattern FRAME =
      Pattern.compile("data: (?<json>\\{[^\\r\\n]*})\\n\\n|: [^\\r\\n]*\\n\\n");
  private static final String DONE = "data: [DONE]\n\n";

  /** A whole stream; every byte belongs to a frame, and the last says that it is done. */
  static Transcript of(String text) {
    assertThat(text).endsWith(DONE);
    String frames = text.substring(0, text.length() - DONE.length());
    Matcher frame = FRAME.matcher(frames);
    int end = 0;
    while (frame.find()) {
      assertThat(frames.substring(end, frame.start())).isEmpty();
      end = frame.end();
    }
    assertThat(frames.substring(end)).isEmpty();
    return soFar(frames);
  }

  /** The frames that are complete. */
  static Transcript soFar(String text) {
    List<JsonNode> chunks = new ArrayList<>();
    Matcher frame = FRAME.matcher(text);
    while (frame.find()) {
      if (frame.group("json") != null) {
        chunks.add(Api.json(frame.group("json")));
      }
    }
    return new Transcript(List.copyOf(chunks));
  }

  static String type(JsonNode chunk) {
    return chunk.path("type").asText();
  }

  List<JsonNode> all(String type) {
    return chunks.stream().filter(chunk -> type(chunk).equals(type)).toList();
  }

  JsonNode only(String type) {
    assertThat(all(type)).as(type).hasSize(1);
    return all(type).getFirst();
  }

  String runId() {
    return chunks.getFirst().path("runId").asText();
  }

  /** The run's own chunks: those that {@code observe} counts. */
  List<JsonNode> own() {
    return chunks.stream()
        .filter(chunk -> chunk.path("from").asText().equals("AGENT"))
        .filter(chunk -> !type(chunk).equals(PROGRESS))
        .toList();
  }

  /** The types of the run's own chunks, each with a space behind it; of deltas only the first. */
  String ownTypes() {
    StringBuilder types = new StringBuilder();
    String last = "";
    for (JsonNode chunk : own()) {
      String type = type(chunk);
      if (!(type.equals(last) && type.endsWith("-delta"))) {
        types.append(type).append(' ');
      }
      last = type;
    }
    return types.toString();
  }

  /** The types of all chunks about a task, in order. */
  List<String> typesOf(String taskId) {
    return chunks.stream()
        .filter(chunk -> chunk.at("/payload/taskId").asText().equals(taskId))
        .map(Transcript::type)
        .toList();
  }

  /** The ids of the tasks that were announced, in order. */
  List<String> tasks() {
    return all("background-task-started").stream()
        .map(chunk -> chunk.at("/payload/taskId").asText())
        .toList();
  }

  /** The text of each text block, in order. */
  List<String> texts() {
    return all("text-start").stream()
        .map(chunk -> chunk.at("/payload/id").asText())
        .map(
            id ->
                all("text-delta").stream()
                    .filter(chunk -> chunk.at("/payload/id").asText().equals(id))
                    .map(chunk -> chunk.at("/payload/text").asText())
                    .collect(Collectors.joining()))
        .toList();
  }

  /** Short, for what a test says when it fails. */
  @Override
  public String toString() {
    return chunks.stream()
        .map(
            chunk ->
                type(chunk)
                    + chunk
                        .at("/payload/toolCallId")
                        .asText("")
                        .transform(id -> id.isEmpty() ? "" : "(" + id + ")"))
        .collect(Collectors.joining(" "));
  }

  /** Where the nth chunk of a type is, from 0. */
  int at(String type, int nth) {
    return chunks.indexOf(all(type).get(nth));
  }

  /** Where the only chunk is that is like that. */
  int at(Predicate<JsonNode> condition) {
    List<JsonNode> found = chunks.stream().filter(condition).toList();
    assertThat(found).hasSize(1);
    return chunks.indexOf(found.getFirst());
  }

  /** Where a task's only chunk of a type is. */
  int at(String type, String taskId) {
    return at(
        chunk -> type(chunk).equals(type) && chunk.at("/payload/taskId").asText().equals(taskId));
  }

  /** Whether the call has a result. */
  boolean hasResult(String callId) {
    return all("tool-result").stream()
        .anyMatch(chunk -> chunk.at("/payload/toolCallId").asText().equals(callId));
  }

  /** The call's first result. */
  JsonNode result(String callId) {
    return all("tool-result").stream()
        .map(chunk -> chunk.path("payload"))
        .filter(payload -> payload.path("toolCallId").asText().equals(callId))
        .map(payload -> payload.path("result"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no result of " + callId + ": " + this));
  }

  /** What the call has failed with. */
  String error(String callId) {
    return all("tool-error").stream()
        .map(chunk -> chunk.path("payload"))
        .filter(payload -> payload.path("toolCallId").asText().equals(callId))
        .map(payload -> payload.at("/error/message").asText())
        .findFirst()
        .orElseThrow();
  }
}
