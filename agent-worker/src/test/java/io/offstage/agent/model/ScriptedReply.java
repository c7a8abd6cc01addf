package io.offstage.agent.model;

import java.util.Arrays;
import java.util.List;

/** What {@link OpenAiServer} answers. */
public sealed interface ScriptedReply {

  /**
   * A whole reply.
   *
   * @param text in several deltas; may be empty
   * @param calls their arguments in several deltas
   */
  record Speaks(String text, List<Call> calls) implements ScriptedReply {}

  /**
   * A tool call.
   *
   * @param id may be empty, as with some servers
   */
  record Call(String id, String tool, String arguments) {}

  /** An answer that is no reply. */
  record Refuses(int status, String message) implements ScriptedReply {}

  /** An error event after some text. */
  record FailsAfter(String text, String message) implements ScriptedReply {}

  /** The connection ends after some text. */
  record BreaksOffAfter(String text) implements ScriptedReply {}

  /** Some text, and then nothing until the server is closed. */
  record FallsSilentAfter(String text) implements ScriptedReply {}

  static ScriptedReply says(String text) {
    return new Speaks(text, List.of());
  }

  static ScriptedReply calls(Call... calls) {
    return new Speaks("", Arrays.asList(calls));
  }

  static Call call(String id, String tool, String arguments) {
    return new Call(id, tool, arguments);
  }
}
