package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.Limit;
import io.offstage.client.OffstageClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the limits that are set, and the named ones that hold without. */
@Command(
    name = "list",
    description = "Shows the limits that are set, and the named ones of settings and agents")
final class ListLimits implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    try (OffstageClient client = gateway.connect()) {
      List<Limit> limits = client.limits();
      new LimitPrinter(terminal, format.isJson()).print(limits, client.standingLimits());
      terminal.say(limits.size() + " set.");
    }
  }
}
