package io.offstage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.client.Chunk;
import io.offstage.client.ChunkStream;
import java.util.List;

/**
 * All chunks of a stream.
 *
 * @param chunks in order
 */
record Heard(List<Chunk> chunks) {

  static Heard of(ChunkStream stream) {
    try (stream) {
      return new Heard(stream.stream().toList());
    }
  }

  List<Chunk> all(String type) {
    return chunks.stream().filter(chunk -> chunk.type().equals(type)).toList();
  }

  Chunk only(String type) {
    assertThat(all(type)).as(type).hasSize(1);
    return all(type).getFirst();
  }

  /** Where the nth chunk of a type is, from 0. */
  int at(String type, int nth) {
    return chunks.indexOf(all(type).get(nth));
  }

  /** What a call of this tool was answered with, at once. */
  JsonNode answer(String tool) {
    return all("tool-result").stream()
        .filter(chunk -> chunk.text("toolName").equals(tool))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no answer of " + tool + " in " + types()))
        .payload()
        .path("result");
  }

  List<String> types() {
    return chunks.stream().map(Chunk::type).toList();
  }

  /** Everything that the agent said. */
  String text() {
    StringBuilder text = new StringBuilder();
    all("text-delta").forEach(chunk -> text.append(chunk.text("text")));
    return text.toString();
  }
}
