package io.offstage.agent.run;

import io.offstage.agent.background.PlannedCall;
import io.offstage.agent.background.PlannedCall.Way;
import io.offstage.agent.memory.ToolResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The model's last reply in this turn, if there is one, and what its calls still wait for. */
final class CurrentStep {

  private final Map<String, ToolResult> results = new HashMap<>();
  private Entry.@Nullable Replied reply;
  private boolean judged;

  /** A turn begins. */
  void clear() {
    reply = null;
  }

  void replied(Entry.Replied now) {
    reply = now;
    judged = false;
    results.clear();
  }

  /**
   * The owners of its tasks have taken them, or have not.
   *
   * @param now with calls in place of those that were refused
   */
  void judged(Entry.Replied now) {
    reply = now;
    judged = true;
  }

  void returned(String toolCallId, ToolResult result) {
    results.put(toolCallId, result);
  }

  /**
   * The reply.
   *
   * @throws IllegalStateException if there is none, which no log says
   */
  Entry.Replied reply() {
    if (reply == null) {
      throw new IllegalStateException("The run's log answers a call before any reply");
    }
    return reply;
  }

  Optional<Entry.Replied> ifAny() {
    return Optional.ofNullable(reply);
  }

  /** In order; none without a reply. */
  List<PlannedCall> calls() {
    return reply == null ? List.of() : reply.calls();
  }

  /** Calls that it waits for, in order. */
  List<PlannedCall> outstanding() {
    return calls().stream()
        .filter(call -> !endsElsewhere(call) && !results.containsKey(call.toolCallId()))
        .toList();
  }

  private static boolean endsElsewhere(PlannedCall call) {
    return call.way() == Way.DEFERRED || call.way() == Way.CLIENT;
  }

  /** Whether it calls what only the client can carry out. */
  boolean isClientsTurn() {
    return calls().stream().anyMatch(call -> call.way() == Way.CLIENT);
  }

  /** Calls whose tasks have started and may have been refused. */
  List<PlannedCall> unjudged() {
    return judged ? List.of() : calls().stream().filter(PlannedCall::asksForVerdict).toList();
  }

  boolean hasBeenJudged() {
    return judged;
  }

  boolean isUnjudged(String taskId) {
    return unjudged().stream()
        .anyMatch(call -> call.child() != null && call.child().taskId().equals(taskId));
  }
}
