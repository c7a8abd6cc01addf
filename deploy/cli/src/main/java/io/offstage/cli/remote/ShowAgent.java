package io.offstage.cli.remote;

import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one agent, as JSON. */
@Command(name = "show", description = "Shows an agent, as JSON")
final class ShowAgent implements Runnable {

  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "ID", description = "The agent")
  private String id;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      Terminal.system().print(JsonArgument.pretty(client.agent(id)));
    }
  }
}
