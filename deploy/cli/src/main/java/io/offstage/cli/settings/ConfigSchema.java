package io.offstage.cli.settings;

import io.offstage.cli.console.Terminal;
import picocli.CommandLine.Command;

/** Prints the schema of the configuration file. */
@Command(
    name = "schema",
    description = {
      "Prints the JSON Schema of the configuration file, for editors: the first line",
      "# yaml-language-server: $schema=offstage.schema.json  of a file makes many use it."
    })
final class ConfigSchema implements Runnable {

  @Override
  public void run() {
    Terminal.system().print(FileSchema.read().toPrettyString());
  }
}
