package io.offstage.cli.remote;

import io.offstage.cli.console.CommandFailed;
import io.offstage.cli.console.ExitCode;
import io.offstage.client.OffstageClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway, and as whom; a mixin. The key is never an argument: others can see those. */
final class GatewayOptions {

  private static final String DEFAULT_URL = "http://127.0.0.1:4111";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The gateway; else OFFSTAGE_URL, else " + DEFAULT_URL)
  private @Nullable String url;

  OffstageClient connect() {
    String named = System.getenv("OFFSTAGE_URL");
    String address = url != null ? url : named != null && !named.isEmpty() ? named : DEFAULT_URL;
    String key = System.getenv("OFFSTAGE_API_KEY");
    try {
      return OffstageClient.at(address, key == null || key.isEmpty() ? null : key);
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(ExitCode.USAGE, "not a URL of a gateway: " + address, e);
    }
  }
}
