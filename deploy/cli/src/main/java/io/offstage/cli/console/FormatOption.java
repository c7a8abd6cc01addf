package io.offstage.cli.console;

import picocli.CommandLine.Option;

/** How to print; a mixin. */
public final class FormatOption {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table or json",
      defaultValue = "table")
  private OutputFormat format;

  public OutputFormat chosen() {
    return format;
  }

  public boolean isJson() {
    return format == OutputFormat.JSON;
  }
}
