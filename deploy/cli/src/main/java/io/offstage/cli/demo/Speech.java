package io.offstage.cli.demo;

import io.offstage.cli.console.Style;
import io.offstage.cli.console.Terminal;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The layout: names to the left, text to the right, wrapped; what happens behind the scenes in
 * blocks of its own. For one thread.
 */
final class Speech {

  private static final int MARGIN = 14;
  private static final int TOOL = 16;
  private static final int WIDTH = 84;
  private static final Pattern LINES = lines(WIDTH);
  private static final Pattern ASIDES = lines(WIDTH - TOOL);

  private final Terminal terminal;
  private boolean inAside;

  Speech(Terminal terminal) {
    this.terminal = terminal;
  }

  private static Pattern lines(int width) {
    return Pattern.compile("(?:\\S{" + width + ",}|.{1," + width + "})(?:\\s+|$)");
  }

  /** Somebody says something. */
  void say(String who, Style style, String text) {
    endAside();
    print(terminal.styled(style, padded(who, MARGIN)), MARGIN, wrapped(text, LINES));
    terminal.print("");
  }

  /** Somebody calls tools. */
  void chips(String who, List<String> tools) {
    endAside();
    terminal.print(
        terminal.styled(Style.MAGENTA, padded(who, MARGIN))
            + tools.stream()
                .map(tool -> terminal.styled(Style.CYAN, "[" + tool + "]"))
                .collect(Collectors.joining(" "))
            + terminal.styled(Style.FAINT, "  to the background"));
    terminal.print("");
  }

  /**
   * Something happens behind the scenes.
   *
   * @param mark styled already; may be empty
   */
  void aside(String tool, String mark, String text) {
    inAside = true;
    List<String> lines = wrapped(text, ASIDES);
    print(
        " ".repeat(MARGIN) + terminal.styled(Style.FAINT, padded(tool, TOOL)) + mark,
        MARGIN + TOOL,
        lines);
  }

  private void print(String first, int indent, List<String> lines) {
    terminal.print(first + lines.getFirst());
    lines.stream().skip(1).forEach(line -> terminal.print(" ".repeat(indent) + line));
  }

  private void endAside() {
    if (inAside) {
      terminal.print("");
      inAside = false;
    }
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private static List<String> wrapped(String text, Pattern lines) {
    String flat = Terminal.harmless(text).strip().replaceAll("\\s+", " ");
    return flat.isEmpty()
        ? List.of("")
        : lines.matcher(flat).results().map(MatchResult::group).map(String::strip).toList();
  }
}
