package io.offstage.cli.remote;

import io.offstage.cli.console.FormatOption;
import io.offstage.cli.console.Terminal;
import io.offstage.client.Limit;
import io.offstage.client.OffstageClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the limits that are set. */
@Command(name = "list", description = "Shows the limits that are set; the rest is in the settings")
final class ListLimits implements Runnable {

  @Mixin private GatewayOptions gateway;
  @Mixin private FormatOption format;

  @Override
  public void run() {
    Terminal terminal = Terminal.system();
    try (OffstageClient client = gateway.connect()) {
      List<Limit> limits = client.limits();
      new LimitPrinter(terminal, format.isJson()).print(limits);
      terminal.say(limits.size() + " set.");
    }
  }
}
