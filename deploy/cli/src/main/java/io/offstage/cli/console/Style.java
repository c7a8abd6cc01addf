package io.offstage.cli.console;

/** How a piece of text stands out, where there are colours. */
public enum Style {
  BOLD("1"),
  FAINT("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  BLUE("34"),
  MAGENTA("35"),
  CYAN("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String around(String text) {
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
