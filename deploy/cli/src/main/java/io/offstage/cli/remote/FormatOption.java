package io.offstage.cli.remote;

import io.offstage.cli.console.OutputFormat;
import picocli.CommandLine.Option;

/** How to print; a mixin. */
final class FormatOption {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table or json",
      defaultValue = "table")
  private OutputFormat format;

  boolean isJson() {
    return format == OutputFormat.JSON;
  }
}
