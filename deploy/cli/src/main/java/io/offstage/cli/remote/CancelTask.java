package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels a task. */
@Command(name = "cancel", description = "Cancels a task and what it started; prints it")
final class CancelTask implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Parameters(paramLabel = "ID", description = "The task")
  private String id;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Kept with the task")
  private @Nullable String reason;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      new TaskPrinter(Terminal.system(), format.isJson()).one(client.cancel(id, reason));
    }
  }
}
