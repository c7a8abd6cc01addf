package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import io.offstage.cli.console.Terminal;
import io.offstage.settings.Settings;
import picocli.CommandLine.Command;

/** The front door. */
@Command(name = "gateway", description = "Serves HTTP and event streams in this process")
public final class GatewayCommand extends RoleCommand {

  @Override
  Running start(Settings settings, Terminal terminal) {
    GatewayRole gateway = GatewayRole.start(settings);
    terminal.print("gateway listens on " + gateway.url());
    return gateway;
  }
}
