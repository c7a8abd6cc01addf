package io.offstage.agent.memory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a run is started with.
 *
 * @param messages in order
 * @param results of calls that the client has carried out and none of the messages makes
 */
public record Incoming(List<Said> messages, List<CallResult> results) {

  /** What a call came to. */
  public record CallResult(String toolCallId, ToolResult result) {}

  public Incoming {
    messages = List.copyOf(messages);
    results = List.copyOf(results);
  }

  /**
   * The same in a conversation that holds some of it already: a message whose calls are all there
   * is not said again, and brings their results.
   *
   * @param known ids of the conversation's calls
   */
  public Incoming in(Collection<String> known) {
    List<Said> rest = new ArrayList<>();
    List<CallResult> all = new ArrayList<>(results);
    for (Said said : messages) {
      Set<String> calls = MessageContent.toolCallIds(said.content());
      if (calls.isEmpty() || !known.containsAll(calls)) {
        rest.add(said);
      } else {
        all.addAll(resultsIn(said));
      }
    }
    return new Incoming(rest, all);
  }

  private static List<CallResult> resultsIn(Said said) {
    List<CallResult> found = new ArrayList<>();
    for (JsonNode part : JsonText.tree(said.content()).path("parts")) {
      JsonNode call = part.path("toolInvocation");
      if (call.path("state").asText().equals("result")) {
        found.add(
            new CallResult(
                call.path("toolCallId").asText(),
                new ToolResult(
                    JsonText.raw(call.path("result")), call.path("isError").asBoolean(false))));
      }
    }
    return found;
  }
}
