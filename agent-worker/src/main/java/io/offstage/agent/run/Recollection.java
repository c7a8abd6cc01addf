package io.offstage.agent.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.memory.JsonText;
import io.offstage.agent.memory.Said;
import io.offstage.agent.toolset.EarlierCall;
import io.offstage.agent.toolset.RecallingTool;
import io.offstage.worker.tool.Toolbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls of tools, as the messages of a thread hold them. */
final class Recollection {

  private Recollection() {}

  /** What stands in the thread before each call of a tool that answers by that. */
  static Map<String, List<EarlierCall>> of(
      List<PlannedCall> calls, Toolbox own, Conversation conversation) throws InterruptedException {
    Map<String, List<EarlierCall>> earlier = new HashMap<>();
    for (PlannedCall call : calls) {
      if (own.find(call.tool()).orElse(null) instanceof RecallingTool) {
        earlier.put(call.toolCallId(), before(call.toolCallId(), conversation.history()));
      }
    }
    return earlier;
  }

  /** Every call that stands before this one, oldest first. */
  static List<EarlierCall> before(String toolCallId, List<Said> history) {
    List<EarlierCall> earlier = new ArrayList<>();
    for (Said said : history) {
      for (JsonNode part : JsonText.tree(said.content()).path("parts")) {
        JsonNode call = part.path("toolInvocation");
        if (call.path("toolCallId").asText().equals(toolCallId)) {
          return earlier;
        }
        if (call.isObject()) {
          earlier.add(
              new EarlierCall(
                  call.path("toolName").asText(),
                  JsonText.raw(call.path("args")),
                  call.path("state").asText().equals("result")
                      ? Optional.of(call.path("result"))
                      : Optional.empty()));
        }
      }
    }
    return earlier;
  }
}
