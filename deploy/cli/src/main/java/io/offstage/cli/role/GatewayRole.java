package io.offstage.cli.role;

import io.offstage.cli.console.Running;
import io.offstage.gateway.Gateway;
import io.offstage.settings.GatewaySettings;
import io.offstage.settings.Settings;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway that runs.
 *
 * @param url where it is, for this machine
 */
record GatewayRole(Gateway gateway, String url, CompletableFuture<Void> ended) implements Running {

  static GatewayRole start(Settings settings) {
    GatewaySettings listen = settings.gateway();
    Gateway gateway = Gateway.start(settings);
    RunningRole running = RunningRole.of("gateway", gateway::close, gateway::awaitShutdown);
    return new GatewayRole(
        gateway, "http://%s:%d".formatted(host(listen), gateway.port()), running.ended());
  }

  private static String host(GatewaySettings listen) {
    return listen.host().equals("0.0.0.0") || listen.host().equals("::")
        ? "127.0.0.1"
        : listen.host();
  }

  @Override
  public boolean isReady() {
    return gateway.isReady();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
