package io.offstage.cli.role;

import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.Running;
import io.offstage.gateway.Gateway;
import io.offstage.settings.GatewaySettings;
import io.offstage.settings.Settings;
import java.net.BindException;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway that runs.
 *
 * @param url where it is, for this machine
 */
record GatewayRole(Gateway gateway, String url, CompletableFuture<Void> ended) implements Running {

  static GatewayRole start(Settings settings) {
    GatewaySettings listen = settings.gateway();
    try {
      Gateway gateway = Gateway.start(settings);
      RunningRole running = RunningRole.of("gateway", gateway::close, gateway::awaitShutdown);
      return new GatewayRole(
          gateway, "http://%s:%d".formatted(host(listen), gateway.port()), running.ended());
    } catch (RuntimeException e) {
      throw isTaken(e) ? taken(listen) : e;
    }
  }

  private static String host(GatewaySettings listen) {
    return listen.host().equals("0.0.0.0") || listen.host().equals("::")
        ? "127.0.0.1"
        : listen.host();
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  static CommandFailed taken(GatewaySettings listen) {
    return new CommandFailed(
        "port %d of %s is taken; stop what listens there, or choose another"
            .formatted(listen.port(), listen.host()));
  }

  @Override
  public void close() {
    gateway.close();
  }
}
