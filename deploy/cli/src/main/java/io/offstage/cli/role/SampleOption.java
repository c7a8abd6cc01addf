package io.offstage.cli.role;

import picocli.CommandLine.Option;

/** Whether to serve the built-in example; a mixin. */
final class SampleOption {

  @Option(names = "--demo", description = "Serves the agents and tools of the demo")
  boolean sample;
}
