package io.offstage.cli.remote;

import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a task has put out. */
@Command(name = "output", description = "Prints what a task has put out, a chunk of JSON per line")
public final class OutputCommand implements Runnable {

  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "ID", description = "The task")
  private String id;

  @Option(
      names = "--after",
      paramLabel = "N",
      defaultValue = "-1",
      description = "Only chunks behind this number, from 0")
  private long after;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      Terminal terminal = Terminal.system();
      client.output(id, after).forEach(chunk -> terminal.print(chunk.text()));
    }
  }
}
