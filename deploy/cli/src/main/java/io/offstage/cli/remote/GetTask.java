package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one task. */
@Command(name = "get", description = "Shows a task")
final class GetTask implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(paramLabel = "ID", description = "The task")
  private String id;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      new TaskPrinter(Terminal.system(), format.isJson()).one(client.getTask(id));
    }
  }
}
