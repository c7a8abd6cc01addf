package io.offstage.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.cli.console.Style;
import io.offstage.cli.console.Terminal;
import io.offstage.client.Chunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells one stream to people: who speaks on the left, what they say on the right; the work behind
 * the scenes indented and faint. For one thread.
 */
public final class Story {

  private static final String PREFIX = "agent-";

  private final Terminal terminal;
  private final String agent;
  private final Speech speech;
  private final StringBuilder text = new StringBuilder();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, Long> began = new HashMap<>();

  /**
   * @param agent whose words are told as such
   */
  public Story(Terminal terminal, String agent) {
    this.terminal = terminal;
    this.agent = agent;
    this.speech = new Speech(terminal);
  }

  /** What the agent is asked. */
  public void begin(String question) {
    terminal.print("");
    speech.say("you", Style.BLUE, question);
  }

  /** The next of its chunks. */
  public void tell(Chunk chunk) {
    switch (chunk.type()) {
      case "text-delta" -> text.append(chunk.text("text"));
      case "text-end" -> said();
      case "tool-call" -> calls.add(name(chunk));
      case "background-task-started" -> began.put(chunk.text("taskId"), System.nanoTime());
      case "step-finish" -> called();
      case "background-task-output" -> output(chunk);
      case "background-task-completed" ->
          ended(chunk, Style.GREEN, "✓", chunk.payload().path("result"));
      case "background-task-failed" ->
          ended(chunk, Style.RED, "✗", chunk.payload().path("error").path("message"));
      case "background-task-cancelled" ->
          ended(chunk, Style.YELLOW, "✗ cancelled", chunk.payload().path("reason"));
      case "background-task-suspended" -> suspended(chunk);
      case "background-task-progress" ->
          speech.aside("", "", "still running: " + chunk.payload().path("runningCount").asInt());
      case "error" ->
          speech.say("error", Style.RED, chunk.payload().path("error").path("message").asText());
      default -> {}
    }
  }

  private void said() {
    if (!text.isEmpty()) {
      speech.say(agent, Style.MAGENTA, text.toString());
      text.setLength(0);
    }
  }

  private void called() {
    said();
    if (!calls.isEmpty()) {
      speech.chips(agent, calls);
      calls.clear();
    }
  }

  private void output(Chunk chunk) {
    JsonNode output = chunk.payload().path("payload").path("payload").path("output");
    if (output.has("doing")) {
      speech.aside(
          name(chunk),
          "",
          "%d/%d %s"
              .formatted(
                  output.path("step").asInt(),
                  output.path("of").asInt(),
                  output.path("doing").asText()));
    } else if (output.path("type").asText().equals("tool-call")) {
      speech.aside(name(chunk), "", "calls " + output.path("payload").path("toolName").asText());
    }
  }

  private void ended(Chunk chunk, Style style, String mark, JsonNode what) {
    Long start = began.get(chunk.text("taskId"));
    String took =
        start == null
            ? ""
            : " after %.1f s"
                .formatted(Duration.ofNanos(System.nanoTime() - start).toMillis() / 1e3);
    // A run's result is a whole answer; its text is what matters here.
    JsonNode shown = what.has("text") ? what.path("text") : what;
    speech.aside(
        name(chunk),
        terminal.styled(style, mark + took) + "  ",
        shown.isTextual() ? shown.asText() : shown.toString());
  }

  private void suspended(Chunk chunk) {
    speech.aside(
        name(chunk),
        terminal.styled(Style.YELLOW, "… suspended") + "  ",
        "%s; resume task %s"
            .formatted(chunk.payload().path("suspendPayload"), chunk.text("taskId")));
  }

  /** Sub-agents are tools with a prefix, and tasks of one tool. */
  private static String name(Chunk chunk) {
    String tool = chunk.text("toolName");
    if (tool.equals("agent")) {
      return chunk.text("agentId");
    }
    return tool.startsWith(PREFIX) ? tool.substring(PREFIX.length()) : tool;
  }
}
