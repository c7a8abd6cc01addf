package io.offstage.agent.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.ToolResult;
import java.util.List;

/** {@code {"ok": true, "value": …}} or {@code {"ok": false, "error": "…"}}; never an exception. */
final class Envelope {

  /** Also of tasks that are there, but not for this caller. */
  static final String NOT_FOUND = "task not found";

  private Envelope() {}

  static Answer of(ObjectNode value, List<String> heard) {
    ObjectNode envelope = JsonText.object().put("ok", true);
    envelope.set("value", value);
    return new Answer.Result(ToolResult.of(JsonText.raw(envelope)), heard);
  }

  static Answer refused(String error) {
    return Answer.Result.of(
        ToolResult.of(JsonText.raw(JsonText.object().put("ok", false).put("error", error))));
  }
}
