package io.offstage.cli.demo;

import io.offstage.cli.console.Style;
import io.offstage.cli.console.Terminal;
import java.util.List;
import java.util.stream.Collectors;

/** The layout: names to the left, text to the right, wrapped. */
record Speech(Terminal terminal) {

  private static final int MARGIN = 14;
  private static final int WIDTH = 84;

  /** Somebody says something. */
  void say(String who, Style style, String text) {
    String name = terminal.styled(style, ("%-" + MARGIN + "s").formatted(who));
    List<String> lines = wrapped(Terminal.harmless(text).strip().replaceAll("\\s+", " "));
    terminal.print(name + lines.getFirst());
    lines.stream().skip(1).forEach(line -> terminal.print(" ".repeat(MARGIN) + line));
    terminal.print("");
  }

  /** Somebody calls tools. */
  void chips(String who, List<String> tools) {
    terminal.print(
        terminal.styled(Style.MAGENTA, ("%-" + MARGIN + "s").formatted(who))
            + tools.stream()
                .map(tool -> terminal.styled(Style.CYAN, "[" + tool + "]"))
                .collect(Collectors.joining(" "))
            + terminal.styled(Style.FAINT, "  to the background"));
    terminal.print("");
  }

  /** Something happens behind the scenes. */
  void aside(String tool, String text) {
    terminal.print(
        " ".repeat(MARGIN)
            + terminal.styled(Style.FAINT, "%-16s".formatted(tool))
            + text.replaceAll("\\s+", " "));
  }

  private static List<String> wrapped(String text) {
    return text.isEmpty()
        ? List.of("")
        : java.util.regex.Pattern.compile("(?:\\S{" + WIDTH + ",}|.{1," + WIDTH + "})(?:\\s+|$)")
            .matcher(text)
            .results()
            .map(line -> line.group().strip())
            .toList();
  }
}
