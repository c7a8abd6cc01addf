package io.offstage.agent.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A piece of a reply, as it streams. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "k")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Delta.Text.class, name = "t"),
  @JsonSubTypes.Type(value = Delta.Reasoning.class, name = "r"),
  @JsonSubTypes.Type(value = Delta.CallBegan.class, name = "b"),
  @JsonSubTypes.Type(value = Delta.CallArguments.class, name = "a"),
  @JsonSubTypes.Type(value = Delta.CallEnded.class, name = "e")
})
public sealed interface Delta {

  record Text(String text) implements Delta {}

  record Reasoning(String text) implements Delta {}

  /** A tool call begins; its arguments follow. */
  record CallBegan(String id, String tool) implements Delta {}

  /** A piece of the JSON of the arguments. */
  record CallArguments(String id, String text) implements Delta {}

  record CallEnded(String id) implements Delta {}
}
