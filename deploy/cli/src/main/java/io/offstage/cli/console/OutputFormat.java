package io.offstage.cli.console;

import java.util.Locale;

/** How data look on standard output. */
public enum OutputFormat {
  /** For people. */
  TABLE,
  /** For programs. */
  JSON;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
