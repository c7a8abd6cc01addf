package io.offstage.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.cli.console.Style;
import io.offstage.cli.console.Terminal;
import io.offstage.client.Chunk;

/** One event of a task as a line for people. */
record EventLine(Terminal terminal) {

  private static final String PREFIX = "background-task-";
  private static final int LONGEST = 160;

  String of(Chunk chunk) {
    String what =
        chunk.type().startsWith(PREFIX) ? chunk.type().substring(PREFIX.length()) : chunk.type();
    return "%s  %s  %s  %s"
        .formatted(
            chunk.text("taskId"),
            terminal.styled(style(what), "%-9s".formatted(what)),
            chunk.text("toolName"),
            Terminal.harmless(shortened(detail(what, chunk.payload()))))
        .stripTrailing();
  }

  private static String detail(String what, JsonNode payload) {
    return switch (what) {
      case "running", "resumed" -> shown(payload.path("args"));
      case "output" -> output(payload.path("payload").path("payload").path("output"));
      case "completed" -> shown(payload.path("result"));
      case "failed" -> payload.path("error").path("message").asText();
      case "suspended" -> shown(payload.path("suspendPayload"));
      default -> "";
    };
  }

  /** An agent puts out chunks of its stream. */
  private static String output(JsonNode output) {
    JsonNode chunk = output.path("payload");
    return output.path("from").asText().equals("AGENT")
        ? "%s %s"
            .formatted(
                output.path("type").asText(),
                chunk.path("text").asText(chunk.path("toolName").asText("")))
            .strip()
        : shown(output);
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "" : value.isTextual() ? value.textValue() : value.toString();
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  private static Style style(String what) {
    return switch (what) {
      case "completed" -> Style.GREEN;
      case "failed" -> Style.RED;
      case "suspended", "cancelled", "gap" -> Style.YELLOW;
      case "output" -> Style.FAINT;
      default -> Style.CYAN;
    };
  }
}
