package io.offstage.worker.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.task.ErrorCode;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.task.TaskError;
import java.io.IOException;

/**
 * One value of a stream that a tool answers with. An object with one of the fields {@code output},
 * {@code result}, {@code error} and {@code suspend} and no other says what it is; every other value
 * is plain.
 */
sealed interface StreamedValue {

  /** A chunk of output. */
  record Output(RawJson chunk) implements StreamedValue {}

  /** The result. */
  record Result(RawJson value) implements StreamedValue {}

  /**
   * {@code {"error": "message"}} or {@code {"error": {"message", "retryable": false}}}.
   *
   * @param retryable worth another try, unless it says otherwise
   */
  record Failure(String message, boolean retryable) implements StreamedValue {

    /**
     * The end of the call.
     *
     * @throws IOException where it is worth another try
     */
    Outcome outcome() throws IOException {
      if (retryable) {
        throw new IOException(message);
      }
      return new Outcome.TerminalFailure(TaskError.of(ErrorCode.NON_RETRYABLE, message));
    }
  }

  /**
   * The call asks for input.
   *
   * @param payload for whoever gives it
   */
  record Suspension(RawJson payload) implements StreamedValue {}

  /** A chunk of output, and the result where none is named and no other value follows. */
  record Plain(RawJson value) implements StreamedValue {}

  /**
   * What a value says.
   *
   * @param value flawless
   */
  static StreamedValue of(RawJson value) throws IOException {
    if (!value.text().startsWith("{")) {
      return new Plain(value);
    }
    JsonNode node = ToolJson.MAPPER.readTree(value.text());
    if (node.size() == 1) {
      if (node.has("result")) {
        return new Result(ToolJson.field(value, "result"));
      }
      if (node.has("error")) {
        return failure(node.path("error"));
      }
      if (node.has("suspend")) {
        return new Suspension(ToolJson.field(value, "suspend"));
      }
      if (node.has("output")) {
        return new Output(ToolJson.field(value, "output"));
      }
    }
    return new Plain(value);
  }

  private static Failure failure(JsonNode error) {
    String message = error.isTextual() ? error.textValue() : error.path("message").asText();
    return new Failure(
        message.isBlank() ? "the tool answered with an error" : message,
        error.path("retryable").asBoolean(true));
  }
}
