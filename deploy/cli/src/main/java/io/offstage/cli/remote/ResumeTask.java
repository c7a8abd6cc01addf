package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Resumes a suspended task. */
@Command(name = "resume", description = "Runs a suspended task again, with what it asked for")
final class ResumeTask implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(paramLabel = "ID", description = "The task")
  private String id;

  @Option(
      names = "--data",
      paramLabel = "JSON",
      defaultValue = "{}",
      description = "What the tool is given")
  private String data;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      new TaskPrinter(Terminal.system(), format.isJson())
          .one(client.resume(id, JsonArgument.read("--data", data)));
    }
  }
}
