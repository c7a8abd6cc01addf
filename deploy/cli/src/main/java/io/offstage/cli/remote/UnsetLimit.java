package io.offstage.cli.remote;

import io.offstage.cli.console.Terminal;
import io.offstage.client.OffstageClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a limit back to the settings. */
@Command(name = "unset", description = "Gives a limit back to the settings")
final class UnsetLimit implements Runnable {

  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "LIMIT", description = "key:KEY, tool:NAME, agent:ID or limit:NAME")
  private String limit;

  @Option(names = "--pool", paramLabel = "POOL", defaultValue = "tools", description = "Its pool")
  private String pool;

  @Override
  public void run() {
    try (OffstageClient client = gateway.connect()) {
      client.unsetLimit(pool, limit);
      Terminal.system().say(limit + " of pool " + pool + " is as the settings say.");
    }
  }
}
